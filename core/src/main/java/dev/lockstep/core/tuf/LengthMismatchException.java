package dev.lockstep.core.tuf;

/** A file has another length than the one that was signed. */
public final class LengthMismatchException extends TufException {
    public LengthMismatchException(String file, long expected, long actual) {
        super("TRUST-LENGTH", file, file + " has " + actual + " bytes where " + expected + " were signed");
    }
}
