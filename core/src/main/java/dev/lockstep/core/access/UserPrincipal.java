package dev.lockstep.core.access;

import java.security.Principal;
import java.util.Objects;

/**
 * A person's name as a principal of the JAAS subject on whose behalf a thread works. Karaf's class for users of its console has
 * the same simple name, by which the audit log finds both.
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
