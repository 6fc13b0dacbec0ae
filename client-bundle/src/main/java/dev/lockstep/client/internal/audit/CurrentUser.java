package dev.lockstep.client.internal.audit;

import dev.lockstep.core.access.UserPrincipal;
import java.security.AccessController;
import java.security.Principal;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.security.auth.Subject;

/** Says on whose behalf the present thread runs. */
final class CurrentUser implements Supplier<String> {
    /** The name of Karaf's class, and of ours. */
    private static final String USER = UserPrincipal.class.getSimpleName();

    private final BooleanSupplier below;

    /**
     * On a computer.
     *
     * @param below whether it takes its updates from another computer, so that what it does by itself follows that one's word
     */
    public CurrentUser(BooleanSupplier below) {
        this.below = below;
    }

    @Override
    public String get() {
        return person().map(name -> "user " + name)
                .orElseGet(() -> below.getAsBoolean() ? "the server's word" : "the schedule");
    }

    /** Whether it is a person, and not this computer by itself. */
    static boolean isPerson() {
        return person().isPresent();
    }

    /** Karaf runs commands as their user, whose name is a principal beside those of roles and groups; so does our HTTP service. */
    // Java 17 does not have its successor, Subject.current(); Karaf sets the subject this way, too.
    @SuppressWarnings("removal")
    private static Optional<String> person() {
        return Optional.ofNullable(Subject.getSubject(AccessController.getContext()))
                .flatMap(subject -> subject.getPrincipals().stream()
                        .filter(principal ->
                                principal.getClass().getSimpleName().equals(USER))
                        .map(Principal::getName)
                        .findFirst());
    }
}
