package dev.lockstep.core.tuf;

/** An older version was offered than the one already trusted. */
public final class RollbackException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final long trusted;
    private final long offered;

    public RollbackException(String role, long trusted, long offered) {
        super("TRUST-ROLLBACK", "the " + role + " metadata went back from version " + trusted + " to " + offered);
        this.role = role;
        this.trusted = trusted;
        this.offered = offered;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** The version that was trusted before. */
    public long trusted() {
        return trusted;
    }

    /** The version that was offered. */
    public long offered() {
        return offered;
    }
}
