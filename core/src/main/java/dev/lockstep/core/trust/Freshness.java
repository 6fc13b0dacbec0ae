package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the vendor's signatures are still fresh. In no state does running software stop. {@link Validity} decides.
 */
public sealed interface Freshness {
    /** When something ended or will end, and by which file. */
    End refused();

    /** Why nothing new can be installed or assigned; empty if it can. */
    default Optional<Problem> againstDeciding() {
        return againstInstalling();
    }

    /** Why not even what was assigned before can be installed; empty if it can. */
    default Optional<Problem> againstInstalling() {
        return Optional.empty();
    }

    /** What an administrator should see now; empty while all is well and will be for a while. */
    default Optional<Problem> concern(Instant now) {
        return againstDeciding();
    }

    /**
     * When a file ends, and what that brings.
     *
     * @param role whose file
     * @param expires when it expires
     * @param from when that has its effect
     */
    record End(String role, Instant expires, Instant from) {}

    /**
     * Nothing has expired.
     *
     * @param stale which file expires first
     * @param refused from when on nothing would be installed any more
     */
    record Fresh(End stale, End refused) implements Freshness {
        /** As long before the end as a vendor needs at most to bring its key holders together. */
        private static final Duration WARNING = Duration.ofDays(30);

        @Override
        public Optional<Problem> concern(Instant now) {
            return now.isBefore(refused.from().minus(WARNING))
                    ? Optional.empty()
                    : Optional.of(Problem.of(
                            ProblemCode.VENDOR_ENDING,
                            Map.of(
                                    "role", refused.role(),
                                    "expires", refused.expires().toString(),
                                    "until", refused.from().toString())));
        }
    }

    /**
     * Timestamp or snapshot have expired: what is assigned goes on being installed, nothing new can be assigned.
     *
     * @param stale what expired, and when
     * @param refused from when on nothing is installed any more
     */
    record Stale(End stale, End refused) implements Freshness {
        @Override
        public Optional<Problem> againstDeciding() {
            return Optional.of(Problem.of(
                    ProblemCode.VENDOR_STALE,
                    Map.of(
                            "role", stale.role(),
                            "since", stale.from().toString(),
                            "until", refused.from().toString())));
        }
    }

    /**
     * The signed limit is over: nothing is installed any more.
     *
     * @param refused what expired, and since when it has this effect
     */
    record Refused(End refused) implements Freshness {
        @Override
        public Optional<Problem> againstInstalling() {
            return Optional.of(Problem.of(
                    ProblemCode.VENDOR_EXPIRED,
                    Map.of(
                            "role", refused.role(),
                            "expires", refused.expires().toString(),
                            "since", refused.from().toString())));
        }
    }
}
