package dev.lockstep.core.tuf;

import java.util.Map;

/** The file does not have the form of its role's metadata; nothing in it was used. */
public final class MalformedMetadataException extends TufException {
    public MalformedMetadataException(String role, Throwable cause) {
        super(
                "TRUST-MALFORMED",
                role,
                "malformed",
                Map.of("role", role, "cause", String.valueOf(cause.getMessage())),
                cause);
    }
}
