package dev.lockstep.core.tuf;

/** A file was longer than is allowed; reading stopped at the limit. */
public final class FileTooLongException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long maximum;

    public FileTooLongException(String file, long maximum) {
        super("TRUST-TOO-LONG", file + " is longer than the " + maximum + " bytes that are allowed");
        this.file = file;
        this.maximum = maximum;
    }

    /** The file that was refused. */
    public String file() {
        return file;
    }

    /** The most bytes that were allowed. */
    public long maximum() {
        return maximum;
    }
}
