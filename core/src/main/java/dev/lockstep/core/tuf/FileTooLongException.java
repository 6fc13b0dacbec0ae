package dev.lockstep.core.tuf;

/** A file was longer than allowed; reading stopped at the limit. */
public final class FileTooLongException extends TufException {
    public FileTooLongException(String file, long maximum) {
        super("TRUST-TOO-LONG", file, file + " is longer than the " + maximum + " bytes that are allowed");
    }
}
