package dev.lockstep.core.tuf;

/** A file has another length than the one that was signed. */
public final class LengthMismatchException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long expected;
    private final long actual;

    public LengthMismatchException(String file, long expected, long actual) {
        super("TRUST-LENGTH", file + " has " + actual + " bytes where " + expected + " were signed");
        this.file = file;
        this.expected = expected;
        this.actual = actual;
    }

    /** The file that was refused. */
    public String file() {
        return file;
    }

    /** The signed length in bytes. */
    public long expected() {
        return expected;
    }

    /** The length of what came. */
    public long actual() {
        return actual;
    }
}
