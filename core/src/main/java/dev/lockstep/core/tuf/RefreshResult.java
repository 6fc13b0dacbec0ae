package dev.lockstep.core.tuf;

import java.time.Instant;
import java.util.Map;

/**
 * The result of an update of the metadata.
 *
 * @param at the time of the update, by which expiry was judged
 * @param versions the trusted versions of the four top-level roles
 * @param expires when the files of the four top-level roles expire, so that a caller can warn in time
 */
public record RefreshResult(Instant at, Map<String, Long> versions, Map<String, Instant> expires) {
    public RefreshResult {
        versions = Map.copyOf(versions);
        expires = Map.copyOf(expires);
    }
}
