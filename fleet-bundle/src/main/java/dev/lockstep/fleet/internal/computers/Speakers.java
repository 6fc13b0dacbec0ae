package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.pki.Fingerprint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which key speaks for a computer.
 *
 * <p>Who was admitted here speaks with the key that was admitted. Who was admitted by a relay is not in this computer's list: the
 * relay brings it, and the key that it has then is the only one from there on, whoever passes its reports on. Safe for use by several
 * threads.
 */
public final class Speakers {
    private final String self;
    private final Admissions admissions;

    /**
     * Those of one computer.
     *
     * @param self its own id: nobody below it has that
     */
    public Speakers(String self, Admissions admissions) {
        this.self = self;
        this.admissions = admissions;
    }

    /**
     * Whether a computer may be spoken for with a key.
     *
     * @param signer the key that the statement is signed with or was proved on the connection; empty if nothing was proved
     * @param via the relay that brought it; empty if it came by its own connection
     * @param before what is known of that computer
     */
    boolean may(Optional<Fingerprint> signer, Statement said, Optional<String> via, Optional<Heard> before) {
        String id = said.report().id();
        if (id.equals(self) || via.equals(Optional.of(id))) {
            return false;
        }
        if (before.isPresent()
                && before.get().key().isPresent()
                && !before.get().key().equals(signer)) {
            return false;
        }
        Optional<Applicant> applicant = signer.flatMap(admissions::find);
        if (applicant.isPresent() && !applicant.get().id().equals(id)) {
            return false;
        }
        if (applicant.isPresent() && applicant.get().standing() != Standing.WAITING) {
            return applicant.get().standing() == Standing.ADMITTED;
        }
        // Nobody here has judged this key, so a relay must have; but not over the head of whom this computer knows
        // itself.
        List<Applicant> judged = judged(id);
        return judged.isEmpty()
                || (signer.isEmpty() && via.isEmpty() && judged.stream().anyMatch(Speakers::isAdmitted));
    }

    /** A computer is called in all lists as it calls itself. */
    void named(Fingerprint key, String name) {
        admissions.named(key, name);
    }

    private static boolean isAdmitted(Applicant applicant) {
        return applicant.standing() == Standing.ADMITTED;
    }

    /** Who asked to be this computer, and was judged. */
    private List<Applicant> judged(String id) {
        return admissions.all().stream()
                .filter(found -> found.id().equals(id) && found.standing() != Standing.WAITING)
                .toList();
    }

    /** Whether a computer's key has not lost its access. */
    boolean stands(Heard computer) {
        return standing(List.of(computer)).test(computer);
    }

    /** The same for many, with one look at who was judged. */
    Predicate<Heard> standing(Collection<Heard> computers) {
        boolean keyless = computers.stream().anyMatch(computer -> computer.key().isEmpty());
        Map<String, Boolean> admitted = new HashMap<>();
        for (Applicant found : keyless ? admissions.all() : List.<Applicant>of()) {
            if (found.standing() != Standing.WAITING) {
                admitted.merge(found.id(), isAdmitted(found), Boolean::logicalOr);
            }
        }
        return computer -> computer.key()
                .map(key -> admissions
                        .find(key)
                        .filter(found -> found.standing() == Standing.REVOKED)
                        .isEmpty())
                .orElseGet(() -> admitted.getOrDefault(computer.id(), true));
    }
}
