package dev.lockstep.core.transfer;

import java.util.concurrent.TimeUnit;

/** Lets a thread wait. Tests let a clock advance instead. */
@FunctionalInterface
public interface Pause {
    /** Waits for real. */
    Pause REAL = TimeUnit.NANOSECONDS::sleep;

    /** Waits for so many nanoseconds, or until the thread is interrupted. */
    void nanos(long nanos) throws InterruptedException;
}
