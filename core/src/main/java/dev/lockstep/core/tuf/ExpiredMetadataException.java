package dev.lockstep.core.tuf;

import java.time.Instant;

/** A file has expired: nobody vouches for it any more, or somebody withholds its successor. */
public final class ExpiredMetadataException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final Instant expires;
    private final Instant now;

    public ExpiredMetadataException(String role, Instant expires, Instant now) {
        super("TRUST-EXPIRED", "the " + role + " metadata expired at " + expires + " (it is " + now + ")");
        this.role = role;
        this.expires = expires;
        this.now = now;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** When it expired. */
    public Instant expires() {
        return expires;
    }

    /** The time of this update. */
    public Instant now() {
        return now;
    }
}
