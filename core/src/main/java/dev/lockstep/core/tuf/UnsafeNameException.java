package dev.lockstep.core.tuf;

import java.util.Map;

/** A target path from the network would leave the folder it has to stay in. */
public final class UnsafeNameException extends TufException {
    public UnsafeNameException(String path, String reason) {
        super("TRUST-UNSAFE-NAME", path, "unsafe-name", Map.of("path", path, "reason", reason));
    }
}
