package dev.lockstep.core.tuf;

/** A role that the trusted snapshot lists is missing in a new one. */
public final class RoleRemovedException extends TufException {
    private static final long serialVersionUID = 1L;

    public RoleRemovedException(String role) {
        super("TRUST-ROLE-REMOVED", role, "the new snapshot does not list " + role + " any more");
    }
}
