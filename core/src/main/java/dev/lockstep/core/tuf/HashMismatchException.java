package dev.lockstep.core.tuf;

/** A file has another hash than the one that was signed. */
public final class HashMismatchException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String algorithm;
    private final String expected;
    private final String actual;

    public HashMismatchException(String file, String algorithm, String expected, String actual) {
        super("TRUST-HASH", file + " has the " + algorithm + " " + actual + " where " + expected + " was signed");
        this.file = file;
        this.algorithm = algorithm;
        this.expected = expected;
        this.actual = actual;
    }

    /** The file that was refused. */
    public String file() {
        return file;
    }

    /** The algorithm of the hash. */
    public String algorithm() {
        return algorithm;
    }

    /** The signed hash. */
    public String expected() {
        return expected;
    }

    /** The hash of what came. */
    public String actual() {
        return actual;
    }
}
