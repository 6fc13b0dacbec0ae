package dev.lockstep.it.site;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits, within a bound, until another process came to a state that can only be seen by asking it. */
public final class Await {
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private Await() {}

    /**
     * Asks until the answer says that the state is reached.
     *
     * @param what the state, for the message
     * @param limit how long at most
     * @param question answers with {@link State#reached} or with what it saw instead
     * @throws IllegalStateException if it was not reached in time, with what was seen last
     */
    public static void until(String what, Duration limit, Supplier<State> question) {
        long asked = System.nanoTime();
        long end = asked + limit.toNanos();
        State last = question.get();
        while (!last.reached()) {
            long answered = System.nanoTime();
            if (answered > end) {
                throw new IllegalStateException(
                        what + " did not come within " + limit.toSeconds() + " s; last seen: " + last.seen());
            }
            pause(TimeUnit.NANOSECONDS.toMillis(answered - asked));
            asked = System.nanoTime();
            last = question.get();
        }
    }

    /** As long as the question took: one that starts a process must not take the time from what it waits for. */
    private static void pause(long questionMillis) {
        try {
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(SHORTEST_PAUSE_MILLIS, Math.min(questionMillis, LONGEST_PAUSE_MILLIS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /**
     * An answer.
     *
     * @param reached whether the state is reached
     * @param seen what was seen, for the message
     */
    public record State(boolean reached, String seen) {}
}
