package dev.lockstep.core.tuf;

/** A file has another hash than the one that was signed. */
public final class HashMismatchException extends TufException {
    public HashMismatchException(String file, String algorithm, String expected, String actual) {
        super("TRUST-HASH", file, file + " has the " + algorithm + " " + actual + " where " + expected + " was signed");
    }
}
