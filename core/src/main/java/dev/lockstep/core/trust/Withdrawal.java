package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A release, or a version of a module, that must not be installed any more, with the reason that everybody is shown. What runs of it
 * already goes on running.
 *
 * @param what the release or module
 * @param origin whose word it is
 * @param reason why, for people; one line
 * @param since when that was said; empty if it does not say
 */
public record Withdrawal(What what, Origin origin, String reason, Optional<Instant> since) {
    /** A longer reason is cut off: it is a line of a status, and the rest belongs into a page. */
    public static final int LONGEST_REASON = 500;

    public Withdrawal {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(origin, "origin");
        reason = oneLine(reason);
    }

    private static String oneLine(String reason) {
        String line = reason.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.length() <= LONGEST_REASON
                ? line
                : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST_REASON - 1))) + "…";
    }

    /** Whose word it is that something must not be installed. */
    public enum Origin {
        /** The vendor, for everybody. */
        VENDOR("withdrawn.vendor"),
        /** The publisher of a module, for his own names. */
        PUBLISHER("withdrawn.publisher"),
        /** The administrator of this site, for its computers. */
        SITE("withdrawn.site"),
        /** This computer, on which it failed. */
        COMPUTER("withdrawn.computer");

        private final String key;

        Origin(String key) {
            this.key = key;
        }

        /** As a half sentence: who did what. */
        public Sentence sentence() {
            return Sentence.of(key);
        }
    }

    /**
     * A release, or a version of a module.
     *
     * @param module the name of the module; empty for a release
     */
    public record What(Optional<String> module, Version version) {
        public static What release(Version version) {
            return new What(Optional.empty(), version);
        }

        public static What module(String name, Version version) {
            return new What(Optional.of(name), version);
        }

        /** As people write it: {@code 1.2.0}, or {@code tariffs 2.0.0}. */
        @Override
        public String toString() {
            return module.map(name -> name + " ").orElse("") + version;
        }
    }

    /** Why it is not installed. */
    public Problem problem() {
        return Problem.of(code(), facts());
    }

    /** What is to be said where it runs. */
    public Problem whereItRuns() {
        return problem().with(Problem.VARIANT, "runs");
    }

    /** Why another release is not installed, which leads over this one. */
    public Problem onTheWayTo(Version goal) {
        return problem().with(Problem.VARIANT, "floor").with("goal", goal.toString());
    }

    /** That nothing of a channel may be installed; this was its newest release. */
    public Problem allOf(String channel) {
        return new Problem(ProblemCode.ALL_WITHDRAWN, problem().facts()).with("channel", channel);
    }

    private ProblemCode code() {
        return what.module().isPresent() ? ProblemCode.MODULE_WITHDRAWN : ProblemCode.RELEASE_WITHDRAWN;
    }

    private Map<String, Object> facts() {
        return Map.of(
                what.module().isPresent() ? "module" : "release",
                what,
                "origin",
                origin.sentence(),
                "reason",
                reason.isEmpty() ? Sentence.of("withdrawn.no-reason") : reason);
    }
}
