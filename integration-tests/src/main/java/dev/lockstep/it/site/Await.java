package dev.lockstep.it.site;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits, within a bound, until another process came to a state that can only be seen by asking it. */
public final class Await {
    private static final long BETWEEN_QUESTIONS_MILLIS = 100;

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
        long end = System.nanoTime() + limit.toNanos();
        State last = question.get();
        while (!last.reached()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        what + " did not come within " + limit.toSeconds() + " s; last seen: " + last.seen());
            }
            pause();
            last = question.get();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_QUESTIONS_MILLIS);
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
