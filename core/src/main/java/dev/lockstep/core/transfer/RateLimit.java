package dev.lockstep.core.transfer;

import dev.lockstep.core.store.ContentStore;
import java.io.InterruptedIOException;
import java.util.function.LongSupplier;

/**
 * A limit of bytes per second that several downloads share: a token bucket that holds a quarter of a second.
 *
 * <p>Each caller is told at once when its bytes are due and waits for just that long, so nobody polls, and callers are served
 * in turn. The limit may change at any time. Safe for use by several threads.
 */
public final class RateLimit implements ContentStore.Pace {
    private static final long SECOND = 1_000_000_000L;
    private static final long BURST = SECOND / 4;
    private static final int LARGEST_PIECE = 64 << 10;
    private static final int SMALLEST_PIECE = 512;

    private final LongSupplier bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long due;

    /**
     * A limit with real time.
     *
     * @param bytesPerSecond asked again and again; 0 for no limit
     */
    public RateLimit(LongSupplier bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, Pause.REAL);
    }

    /**
     * A limit with a time of its own.
     *
     * @param bytesPerSecond asked again and again; 0 for no limit
     * @param nanoTime as {@link System#nanoTime()}
     * @param pause waits in that time
     */
    public RateLimit(LongSupplier bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.due = nanoTime.getAsLong();
    }

    /** No limit. */
    public static RateLimit none() {
        return new RateLimit(() -> 0);
    }

    /** How many bytes to read at once, so that a slow download still moves several times a second. */
    int piece() {
        long rate = bytesPerSecond.getAsLong();
        return rate <= 0 ? LARGEST_PIECE : (int) Math.max(SMALLEST_PIECE, Math.min(LARGEST_PIECE, rate / 8));
    }

    /** Waits until so many bytes may have been received. */
    @Override
    public void acquire(int bytes) throws InterruptedIOException {
        long wait = reserve(bytes);
        if (wait > 0) {
            try {
                pause.nanos(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a download waited for its rate limit");
            }
        }
    }

    private synchronized long reserve(int bytes) {
        long rate = bytesPerSecond.getAsLong();
        long now = nanoTime.getAsLong();
        if (rate <= 0) {
            due = now;
            return 0;
        }
        if (due - (now - BURST) < 0) {
            due = now - BURST;
        }
        due += Math.round((double) bytes / rate * SECOND);
        return due - now;
    }
}
