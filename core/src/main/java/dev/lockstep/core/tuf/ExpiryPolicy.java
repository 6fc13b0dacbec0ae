package dev.lockstep.core.tuf;

import java.time.Instant;

/**
 * What follows when a file has expired: the update is refused, or it goes on and reports a stale state.
 *
 * <p>Signatures, versions and hashes are always checked; only expiry is a matter of policy.
 */
@FunctionalInterface
public interface ExpiryPolicy {
    /** What to do with an expired file. */
    enum Decision {
        /** Refuse it with an {@link ExpiredMetadataException}. */
        REFUSE,
        /** Use it, and report it in the result. */
        USE_AS_STALE
    }

    /**
     * Decides about one file.
     *
     * @param roleName the role whose file has expired
     * @param expires when it did
     * @param now the time of this update
     */
    Decision decide(String roleName, Instant expires, Instant now);

    /** TUF's own rule: an expired file is refused. */
    static ExpiryPolicy strict() {
        return (role, expires, now) -> Decision.REFUSE;
    }

    /**
     * For sites that may be cut off from the vendor for a long time. An expired timestamp or snapshot makes the state stale: they
     * only say that there is nothing newer. An expired root or targets file is refused: they say what is genuine.
     */
    static ExpiryPolicy staleAllowed() {
        return (role, expires, now) ->
                role.equals("timestamp") || role.equals("snapshot") ? Decision.USE_AS_STALE : Decision.REFUSE;
    }
}
