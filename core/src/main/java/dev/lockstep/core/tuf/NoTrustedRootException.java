package dev.lockstep.core.tuf;

import java.util.Map;

/** There is no root to start from: none is stored, and none was pinned. */
public final class NoTrustedRootException extends TufException {
    public NoTrustedRootException() {
        super("TRUST-NO-ROOT", "root", "no-root", Map.of());
    }
}
