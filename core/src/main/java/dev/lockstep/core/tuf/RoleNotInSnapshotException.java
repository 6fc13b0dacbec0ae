package dev.lockstep.core.tuf;

import java.util.Map;

/** A delegated role is not listed in the snapshot, so its file is not even requested. */
public final class RoleNotInSnapshotException extends TufException {
    public RoleNotInSnapshotException(String role) {
        super("TRUST-ROLE-NOT-IN-SNAPSHOT", role, "not-in-snapshot", Map.of("role", role));
    }
}
