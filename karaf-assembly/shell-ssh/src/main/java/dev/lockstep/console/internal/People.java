package dev.lockstep.console.internal;

import java.security.Principal;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** What a login says about somebody. */
final class People {
    private People() {}

    static Set<String> roles(Subject subject) {
        return names(subject, RolePrincipal.class::isInstance).collect(Collectors.toSet());
    }

    static String name(Subject subject) {
        return names(subject, UserPrincipal.class::isInstance).findFirst().orElse("?");
    }

    private static Stream<String> names(Subject subject, Predicate<Principal> kind) {
        return subject.getPrincipals().stream().filter(kind).map(Principal::getName);
    }
}
