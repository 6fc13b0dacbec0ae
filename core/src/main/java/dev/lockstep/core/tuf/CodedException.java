package dev.lockstep.core.tuf;

/** A failure with a code that scripts can rely on: it does not change with the text. */
public abstract class CodedException extends Exception {
    private final String code;

    protected CodedException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code of this kind of failure, for example {@code TRUST-ROLLBACK}. */
    public String code() {
        return code;
    }
}
