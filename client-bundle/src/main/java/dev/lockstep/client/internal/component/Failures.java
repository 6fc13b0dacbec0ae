package dev.lockstep.client.internal.component;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a component has ended by itself, in a series without a good while in between.
 *
 * @param since when it ended for the first time
 * @param starts how often it was started since then
 * @param next when it is started again, while it is down
 * @param started when it was started last, if it was
 * @param words its last words
 */
record Failures(Instant since, int starts, Optional<Instant> next, Optional<Instant> started, String words) {
    /** It has ended. */
    static Failures ended(Optional<Failures> before, Instant now, Instant next, String words) {
        return new Failures(
                before.map(Failures::since).orElse(now),
                before.map(Failures::starts).orElse(0),
                Optional.of(next),
                before.flatMap(Failures::started),
                words);
    }

    /** It was started again. */
    Failures startedAgain(Instant now) {
        return new Failures(since, starts + 1, Optional.empty(), Optional.of(now), words);
    }

    /** What a person should know; empty if it has run well for a good while. */
    Optional<Problem> problem(Deployed component, Instant now, Duration goodAfter) {
        Map<String, String> facts = new HashMap<>(Map.of(
                "component",
                component.name(),
                "version",
                component.version().toString(),
                "since",
                since.truncatedTo(SECONDS).toString(),
                "count",
                Integer.toString(starts),
                "words",
                words.isEmpty() ? "-" : words));
        if (next.isPresent()) {
            facts.put("next", next.get().truncatedTo(SECONDS).toString());
            facts.put(
                    "seconds",
                    Long.toString(Math.max(0, Duration.between(now, next.get()).toSeconds())));
            return Optional.of(Problem.of(ProblemCode.COMPONENT_DOWN, facts));
        }
        Instant last = started.orElse(since);
        facts.put("at", last.truncatedTo(SECONDS).toString());
        return Duration.between(last, now).compareTo(goodAfter) >= 0
                ? Optional.empty()
                : Optional.of(Problem.of(ProblemCode.COMPONENT_UNSTEADY, facts));
    }
}
