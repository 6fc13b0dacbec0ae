package dev.lockstep.core.tuf;

import java.time.Instant;
import java.util.Map;

/** A file has expired: nobody vouches for it any longer, or somebody withholds its successor. */
public final class ExpiredMetadataException extends TufException {
    public ExpiredMetadataException(String role, Instant expires, Instant now) {
        super("TRUST-EXPIRED", role, "expired", Map.of("role", role, "expires", expires, "now", now));
    }
}
