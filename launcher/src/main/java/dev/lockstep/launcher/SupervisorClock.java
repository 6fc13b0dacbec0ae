package dev.lockstep.launcher;

import java.time.Duration;

/** The passing of time, as the supervisor knows it. */
interface SupervisorClock {
    /** Since some fixed moment; does not jump when the clock is set. */
    Duration elapsed();

    /** Lets time pass. */
    void pause(Duration time) throws InterruptedException;

    /** The computer's time. */
    static SupervisorClock real() {
        return new SupervisorClock() {
            @Override
            public Duration elapsed() {
                return Duration.ofNanos(System.nanoTime());
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                Thread.sleep(time.toMillis());
            }
        };
    }
}
