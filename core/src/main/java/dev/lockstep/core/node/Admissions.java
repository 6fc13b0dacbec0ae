package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.pki.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which computers may take their updates from this one. A service of the fleet bundle; safe for use by several threads.
 *
 * <p>A computer is known by its key alone. It asks by itself; it is admitted by the secret of a join token or by an
 * administrator, and until then it waits.
 */
public interface Admissions {
    /** The state of a key. Returns at once, because every request asks for it. */
    Optional<Applicant> find(Fingerprint key);

    /**
     * A computer asks to be admitted.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code TOKEN_REFUSED} if it shows a secret that is none
     */
    @Audited
    Applicant ask(Application application);

    /** A computer that asked before calls itself by another name now; who it is does not depend on that. */
    void named(Fingerprint key, String name);

    /** All computers that asked, in the order of their names. */
    List<Applicant> all();

    /**
     * Admits a computer that waits or was revoked; another key that had its id is revoked.
     *
     * @param computer its name, or the beginning of its id or of its key that no other has
     * @throws dev.lockstep.core.problem.ProblemException with {@code COMPUTER_UNFOUND} if none or several are meant
     */
    @Audited
    Applicant admit(String computer);

    /** Takes its access away at once; parameters and failures are those of {@link #admit}. */
    @Audited
    Applicant revoke(String computer);

    /**
     * Makes a secret by which computers are admitted without waiting. Only its hash is kept here.
     *
     * @param uses how many computers may use it
     * @param lifetime how long it works
     */
    @Audited
    Secret issueSecret(int uses, Duration lifetime);

    /**
     * Calls a listener for every key that loses its access, in the thread that revokes it.
     *
     * @return ends it
     */
    Runnable watch(Consumer<Fingerprint> lost);

    /** The state of a computer's access. */
    enum Standing {
        /** It waits for an administrator. */
        WAITING,
        /** It may take updates. */
        ADMITTED,
        /** An administrator took its access away. */
        REVOKED
    }

    /**
     * A computer that asked.
     *
     * @param key its key
     * @param id its node's id, as it says
     * @param name its name, as it says
     * @param address where it asked from
     * @param standing how it stands
     * @param since since when it stands so
     */
    record Applicant(Fingerprint key, String id, String name, String address, Standing standing, Instant since) {
        public Applicant {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(standing, "standing");
            Objects.requireNonNull(since, "since");
        }
    }

    /**
     * What a computer says when it asks.
     *
     * @param key the key that it proved
     * @param address where it asks from
     * @param enrolment what it says of itself
     */
    record Application(Fingerprint key, String address, Enrolment enrolment) {
        public Application {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(enrolment, "enrolment");
        }
    }

    /** A secret that was made; it is shown once. Not a record: it must never come into a log. */
    final class Secret {
        private final String text;
        private final Instant expires;

        /** A secret and until when it works. */
        public Secret(String text, Instant expires) {
            this.text = Objects.requireNonNull(text, "text");
            this.expires = Objects.requireNonNull(expires, "expires");
        }

        public String text() {
            return text;
        }

        public Instant expires() {
            return expires;
        }

        @Override
        public String toString() {
            return "a secret until " + expires;
        }
    }
}
