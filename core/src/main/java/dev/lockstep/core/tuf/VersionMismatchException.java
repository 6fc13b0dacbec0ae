package dev.lockstep.core.tuf;

/** A file has another version than the one that was asked for: files of different states were mixed. */
public final class VersionMismatchException extends TufException {
    public VersionMismatchException(String role, long expected, long actual) {
        super(
                "TRUST-VERSION",
                role,
                "the " + role + " metadata has version " + actual + " where " + expected + " has to be");
    }
}
