package dev.lockstep.core.tuf;

import java.time.Instant;

/**
 * What it means that a file has expired: the update is refused, or it goes on and its result says that the state is stale.
 *
 * <p>Signatures, versions and hashes are checked all the same; only time is a matter of policy.
 */
@FunctionalInterface
public interface ExpiryPolicy {
    /** What to do with an expired file. */
    enum Decision {
        /** Refuse it with an {@link ExpiredMetadataException}. */
        REFUSE,
        /** Use it, and say so in the result. */
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

    /** TUF's own rule: whatever has expired is refused. */
    static ExpiryPolicy strict() {
        return (role, expires, now) -> Decision.REFUSE;
    }

    /**
     * For sites that can be cut off from the vendor for long: an expired timestamp or snapshot, which are what says that
     * there is nothing newer, is a stale state. An expired root or targets file is refused: those say what is genuine.
     */
    static ExpiryPolicy staleAllowed() {
        return (role, expires, now) ->
                role.equals("timestamp") || role.equals("snapshot") ? Decision.USE_AS_STALE : Decision.REFUSE;
    }
}
