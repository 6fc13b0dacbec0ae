package dev.lockstep.client.internal.component;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before the next attempt: the first pause, then twice as long each time, up to the longest.
 *
 * @param first the first pause
 * @param longest the longest pause
 * @param goodAfter earlier failures are forgotten after this long without one
 */
public record Backoff(Duration first, Duration longest, Duration goodAfter) {
    /** The pause before the next attempt, after so many failures in a row. */
    public Duration pause(int failures) {
        Duration pause = first;
        for (int i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** How many failures in a row it is with the one that just happened. */
    public int failures(int before, Instant since, Instant now) {
        return Duration.between(since, now).compareTo(goodAfter) >= 0 ? 1 : before + 1;
    }
}
