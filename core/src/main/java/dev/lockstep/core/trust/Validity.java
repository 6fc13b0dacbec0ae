package dev.lockstep.core.trust;

import dev.lockstep.core.trust.Freshness.End;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Until when the vendor vouches for what it signed. Timestamp and snapshot say that there is nothing newer: when they expire,
 * it is stale. Targets and root say what is genuine: when they expire, or the time of the policy is over, it is refused.
 *
 * @param expires when the files of the top-level roles expire
 * @param policy what is signed about it
 */
public record Validity(Map<String, Instant> expires, FreshnessPolicy policy) {
    private static final List<String> NOTHING_NEWER = List.of("timestamp", "snapshot");
    private static final List<String> GENUINE = List.of("targets", "root");

    public Validity {
        expires = Map.copyOf(expires);
        for (String role : List.of("timestamp", "targets")) {
            if (!expires.containsKey(role)) {
                throw new IllegalArgumentException("nothing is said about the " + role + " metadata");
            }
        }
    }

    /** The same under one more policy; the tighter one counts. */
    public Validity under(FreshnessPolicy other) {
        return new Validity(expires, policy.tighter(other));
    }

    /** How it stands at a time; at the very moment of its end a file has expired. */
    public Freshness at(Instant now) {
        End stale = first(NOTHING_NEWER);
        End genuine = first(GENUINE);
        End refused = policy.refusedAfterDays().isEmpty()
                ? genuine
                : earlier(
                        genuine,
                        later(stale, Duration.ofDays(policy.refusedAfterDays().getAsInt())));
        if (!refused.from().isAfter(now)) {
            return new Freshness.Refused(refused);
        }
        return stale.from().isAfter(now) ? new Freshness.Fresh(stale, refused) : new Freshness.Stale(stale, refused);
    }

    private End first(List<String> roles) {
        return roles.stream()
                .flatMap(role -> Optional.ofNullable(expires.get(role)).map(end -> new End(role, end, end)).stream())
                .min(Comparator.comparing(End::from))
                .orElseThrow();
    }

    private static End later(End stale, Duration time) {
        return new End(stale.role(), stale.expires(), stale.expires().plus(time));
    }

    private static End earlier(End one, End two) {
        return two.from().isBefore(one.from()) ? two : one;
    }
}
