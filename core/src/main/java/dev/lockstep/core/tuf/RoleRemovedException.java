package dev.lockstep.core.tuf;

import java.util.Map;

/** A role that the trusted snapshot lists is missing in a new one. */
public final class RoleRemovedException extends TufException {
    public RoleRemovedException(String role) {
        super("TRUST-ROLE-REMOVED", role, "role-removed", Map.of("role", role));
    }
}
