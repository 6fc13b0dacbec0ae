package dev.lockstep.signing.repository;

import java.time.Duration;
import java.util.List;

/**
 * How long newly signed files are valid.
 *
 * @param root the root
 * @param targets the top-level targets and delegated roles
 * @param snapshot the snapshot
 * @param timestamp the timestamp
 */
public record Lifetimes(Duration root, Duration targets, Duration snapshot, Duration timestamp) {
    public Lifetimes {
        for (Duration lifetime : List.of(root, targets, snapshot, timestamp)) {
            if (lifetime.isNegative() || lifetime.isZero()) {
                throw new IllegalArgumentException("a file has to be valid for some time, not " + lifetime);
            }
        }
    }

    /** A vendor's: sites can be cut off for long, and freshness is the site's own duty. */
    public static Lifetimes vendor() {
        return new Lifetimes(Duration.ofDays(3 * 365), Duration.ofDays(365), Duration.ofDays(365), Duration.ofDays(30));
    }
}
