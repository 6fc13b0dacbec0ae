package dev.lockstep.commands.internal.console;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How fast one step goes: over its last ten seconds, so that it tells the truth about a line that became slow, and not from its
 * beginning, where what an earlier attempt brought counts as done. Not thread-safe.
 */
final class TransferRate {
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();
    private static final long APART = Duration.ofMillis(250).toNanos();
    private static final long ENOUGH = Duration.ofSeconds(1).toNanos();
    private static final double SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Sample first;
    private Sample last;

    TransferRate(long done, long nanoTime) {
        first = new Sample(done, nanoTime);
        last = first;
        samples.add(first);
    }

    void at(long done, long nanoTime) {
        last = new Sample(done, nanoTime);
        if (nanoTime - samples.getLast().nanoTime() >= APART) {
            samples.add(last);
        }
        while (samples.size() > 2 && nanoTime - samples.getFirst().nanoTime() > WINDOW) {
            samples.removeFirst();
        }
    }

    /** How much is done. */
    long done() {
        return last.done();
    }

    /** How long the step has taken. */
    Duration taken() {
        return Duration.ofNanos(last.nanoTime() - first.nanoTime());
    }

    /** Units per second of late; empty while it is too early to say. */
    Optional<Long> perSecond() {
        return between(samples.getFirst(), last);
    }

    /** Units per second of the whole step; empty if it was too short to say. */
    Optional<Long> perSecondOverall() {
        return between(first, last);
    }

    private static Optional<Long> between(Sample from, Sample to) {
        long nanos = to.nanoTime() - from.nanoTime();
        return nanos < ENOUGH
                ? Optional.empty()
                : Optional.of(Math.max(0, Math.round((to.done() - from.done()) / (nanos / SECOND))));
    }

    /** How long it will take still if it goes on like this; empty if nobody can say. */
    Optional<Duration> left(long total) {
        return perSecond().filter(rate -> rate > 0).map(rate -> Duration.ofSeconds((total - done() + rate - 1) / rate));
    }

    private record Sample(long done, long nanoTime) {}
}
