package dev.lockstep.core.tuf;

import java.util.Map;

/** A file has another hash than the one that was signed. */
public final class HashMismatchException extends TufException {
    public HashMismatchException(String file, String algorithm, String expected, String actual) {
        super(
                "TRUST-HASH",
                file,
                "hash",
                Map.of("file", file, "algorithm", algorithm, "found", actual, "signed", expected));
    }
}
