package dev.lockstep.core.tuf;

import java.util.Map;

/** A file was longer than allowed; reading stopped at the limit. */
public final class FileTooLongException extends TufException {
    public FileTooLongException(String file, long maximum) {
        super("TRUST-TOO-LONG", file, "too-long", Map.of("file", file, "limit", maximum));
    }
}
