package dev.lockstep.core.tuf;

/** A role that the trusted snapshot lists is missing in a new one. */
public final class RoleRemovedException extends TufException {
    public RoleRemovedException(String role) {
        super("TRUST-ROLE-REMOVED", role, "the new snapshot does not list " + role + " any more");
    }
}
