package dev.lockstep.console.internal;

import java.util.Set;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.Command;

/**
 * What somebody who is no administrator may do at the console: commands of Lockstep, as far as the access lists go.
 *
 * @param roles that person's
 * @param accessLists of each scope, as it is now
 */
record Rights(Set<String> roles, Function<String, AccessList> accessLists) {
    /** The scopes whose commands are there at all; all others belong to the platform. */
    static final Set<String> SCOPES = Set.of("lockstep", "module");

    Rights {
        roles = Set.copyOf(roles);
    }

    boolean shows(Command command) {
        return SCOPES.contains(command.getScope())
                && accessLists.apply(command.getScope()).shows(command.getName(), roles);
    }

    boolean permits(Command command, Arguments arguments) {
        return SCOPES.contains(command.getScope())
                && accessLists.apply(command.getScope()).permits(command.getName(), arguments, roles);
    }
}
