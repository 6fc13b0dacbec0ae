package dev.lockstep.core.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory reading takes, in bytes that this thread asked for, so that nothing else is counted. */
public final class Memory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Whatever is loaded and compiled the first time. */
    private static final long ONCE = 64L << 20;

    private Memory() {}

    /** Something that is read. */
    public interface Reading<E extends Exception> {
        void run() throws E;
    }

    /**
     * Reads, and fails if it takes more than so many bytes for each byte of the input.
     *
     * @param factor how many times the input's length may be asked for
     */
    public static <E extends Exception> void bounded(byte[] input, int factor, Reading<E> reading) throws E {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        reading.run();
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (taken > ONCE + (long) factor * input.length) {
            throw new AssertionError(input.length + " bytes of input took " + taken + " bytes of memory");
        }
    }
}
