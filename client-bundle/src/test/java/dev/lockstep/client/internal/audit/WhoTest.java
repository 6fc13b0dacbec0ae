package dev.lockstep.client.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.access.UserPrincipal;
import java.security.Principal;
import java.security.PrivilegedAction;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WhoTest {
    @Test
    @DisplayName(
            "LS-140 Who it was is the user who is signed in, at the console or over HTTP, and not a role of theirs")
    void aPerson() {
        Subject subject =
                new Subject(true, Set.of(new RolePrincipal("admin"), new UserPrincipal("vera")), Set.of(), Set.of());
        assertThat(as(subject, new CurrentUser(() -> false))).isEqualTo("user vera");
        assertThat(as(new Subject(), new CurrentUser(() -> false))).isEqualTo("the schedule");
    }

    @Test
    void nobodyIsSignedInWhereTheComputerActsByItself() {
        assertThat(new CurrentUser(() -> false).get()).isEqualTo("the schedule");
        assertThat(new CurrentUser(() -> true).get()).isEqualTo("the server's word");
    }

    // As Karaf does in Java 17.
    @SuppressWarnings("removal")
    private static String as(Subject subject, CurrentUser who) {
        return Subject.doAs(subject, (PrivilegedAction<String>) who::get);
    }

    /** As Karaf's principals of roles are called, which stand in no package that this bundle could import. */
    private record RolePrincipal(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }
}
