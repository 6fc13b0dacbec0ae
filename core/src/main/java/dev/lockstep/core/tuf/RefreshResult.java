package dev.lockstep.core.tuf;

import java.time.Instant;
import java.util.Map;

/**
 * What an update of the metadata came to.
 *
 * @param at the time of the update, against which expiry was judged
 * @param versions the trusted versions of the four top-level roles
 * @param expires when the files of the four top-level roles expire; warn while time is left
 */
public record RefreshResult(Instant at, Map<String, Long> versions, Map<String, Instant> expires) {
    public RefreshResult {
        versions = Map.copyOf(versions);
        expires = Map.copyOf(expires);
    }
}
