package dev.lockstep.benchmarks;

/** Times what is done. */
public final class Stopwatch {
    private Stopwatch() {}

    /** How many seconds it took. */
    public static <E extends Exception> double seconds(Action<E> action) throws E {
        long from = System.nanoTime();
        action.run();
        return (System.nanoTime() - from) / 1e9;
    }

    /** Something that is timed. */
    @FunctionalInterface
    public interface Action<E extends Exception> {
        void run() throws E;
    }
}
