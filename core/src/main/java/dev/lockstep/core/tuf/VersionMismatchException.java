package dev.lockstep.core.tuf;

/** A file has another version than the one that was asked for: files of different states were mixed. */
public final class VersionMismatchException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final long expected;
    private final long actual;

    public VersionMismatchException(String role, long expected, long actual) {
        super("TRUST-VERSION", "the " + role + " metadata has version " + actual + " where " + expected + " has to be");
        this.role = role;
        this.expected = expected;
        this.actual = actual;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** The version that it has to have. */
    public long expected() {
        return expected;
    }

    /** The version that it has. */
    public long actual() {
        return actual;
    }
}
