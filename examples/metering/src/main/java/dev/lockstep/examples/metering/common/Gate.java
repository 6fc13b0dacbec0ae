package dev.lockstep.examples.metering.common;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets sessions in until it is closed, and then tells when the last one has gone. Safe for any number of threads.
 *
 * <p>This is what draining means: no new session, the running ones end in their own time.
 */
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private boolean open = true;
    private int inside;

    /** Counts one session in; false when the gate is closed. Each true needs one {@link #leave()}. */
    public boolean enter() {
        lock.lock();
        try {
            if (open) {
                inside++;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    public void leave() {
        lock.lock();
        try {
            inside--;
            if (inside == 0) {
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more and waits for those inside; false when the limit passed first. */
    public boolean drain(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            open = false;
            long left = limit.toNanos();
            while (inside > 0 && left > 0) {
                left = empty.awaitNanos(left);
            }
            return inside == 0;
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** How many sessions run now. */
    public int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return (isOpen() ? "open, " : "closed, ") + inside() + " inside";
    }
}
