package dev.lockstep.core.tuf;

import java.util.Map;

/** A file has another length than the one that was signed. */
public final class LengthMismatchException extends TufException {
    public LengthMismatchException(String file, long expected, long actual) {
        super("TRUST-LENGTH", file, "length", Map.of("file", file, "bytes", actual, "expected", expected));
    }
}
