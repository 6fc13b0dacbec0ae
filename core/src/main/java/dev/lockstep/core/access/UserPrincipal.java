package dev.lockstep.core.access;

import dev.lockstep.core.node.Audit;
import java.security.Principal;
import java.util.Objects;

/**
 * The name of a person, among the principals of the subject as which a thread works for that person. Karaf's own, of those who
 * are at its console, is called so too, and by this simple name {@link Audit} finds either.
 *
 * @param name the user name
 */
public record UserPrincipal(String name) implements Principal {
    public UserPrincipal {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public String getName() {
        return name;
    }
}
