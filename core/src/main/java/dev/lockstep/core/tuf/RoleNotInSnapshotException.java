package dev.lockstep.core.tuf;

/** A delegated role is not listed in the snapshot, so its file is not even requested. */
public final class RoleNotInSnapshotException extends TufException {
    public RoleNotInSnapshotException(String role) {
        super(
                "TRUST-ROLE-NOT-IN-SNAPSHOT",
                role,
                "the role " + role + " is delegated to, but the snapshot does not list it");
    }
}
