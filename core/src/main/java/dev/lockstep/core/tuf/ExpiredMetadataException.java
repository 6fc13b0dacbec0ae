package dev.lockstep.core.tuf;

import java.time.Instant;

/** A file has expired: nobody vouches for it any longer, or somebody withholds its successor. */
public final class ExpiredMetadataException extends TufException {
    public ExpiredMetadataException(String role, Instant expires, Instant now) {
        super("TRUST-EXPIRED", role, "the " + role + " metadata expired at " + expires + " (it is " + now + ")");
    }
}
