package dev.lockstep.core.access;

import java.security.Principal;
import java.util.Objects;

/**
 * The name of a person, among the principals of the subject as which a thread works for that person. Karaf's own, for
 * those at its console, has the same simple name, and the audit log finds either by it.
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
