package dev.lockstep.examples.metering.system;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that another process does, and fails with a sentence when it does not come. */
public final class Await {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /** Asks again and again; an exception counts as "not yet" and is told at the end. */
    public static void until(String what, Callable<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        AssertionError late = new AssertionError("Did not happen within " + LIMIT.toSeconds() + " s: " + what);
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception notYet) {
                late = new AssertionError("Did not happen within " + LIMIT.toSeconds() + " s: " + what, notYet);
            }
            Thread.sleep(PAUSE.toMillis());
        }
        throw late;
    }
}
