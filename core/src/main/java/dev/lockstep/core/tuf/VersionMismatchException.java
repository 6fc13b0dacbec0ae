package dev.lockstep.core.tuf;

import java.util.Map;

/** A file has another version than the one that was asked for: files of different states were mixed. */
public final class VersionMismatchException extends TufException {
    public VersionMismatchException(String role, long expected, long actual) {
        super("TRUST-VERSION", role, "version", Map.of("role", role, "version", actual, "wanted", expected));
    }
}
