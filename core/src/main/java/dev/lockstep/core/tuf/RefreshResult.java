package dev.lockstep.core.tuf;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an update of the metadata came to.
 *
 * @param changed whether any file is newer than before
 * @param at the time of the update, against which expiry was judged
 * @param versions the trusted versions of the four top-level roles
 * @param expires when the files of the four top-level roles expire; warn while time is left
 */
public record RefreshResult(boolean changed, Instant at, Map<String, Long> versions, Map<String, Instant> expires) {
    /** Whether the repository still vouches that there is nothing newer. */
    public enum Freshness {
        FRESH,
        /** Something has expired, and the policy let it pass. */
        STALE
    }

    public RefreshResult {
        versions = Map.copyOf(versions);
        expires = Map.copyOf(expires);
    }

    public Freshness freshness() {
        return expired().isEmpty() ? Freshness.FRESH : Freshness.STALE;
    }

    /** The roles whose files have expired, in alphabetical order. */
    public Set<String> expired() {
        Set<String> roles = new TreeSet<>(expires.keySet());
        roles.removeIf(role -> expires.get(role).isAfter(at));
        return roles;
    }
}
