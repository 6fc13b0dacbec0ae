package dev.lockstep.core.tuf;

/** An older version was offered than the one already trusted. */
public final class RollbackException extends TufException {
    public RollbackException(String role, long trusted, long offered) {
        super("TRUST-ROLLBACK", role, "the " + role + " metadata went back from version " + trusted + " to " + offered);
    }
}
