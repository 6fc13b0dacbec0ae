package dev.lockstep.benchmarks.site;

/** Times what is done. */
final class Stopwatch {
    private Stopwatch() {}

    /** How many seconds it took. */
    static <E extends Exception> double seconds(Action<E> action) throws E {
        long from = System.nanoTime();
        action.run();
        return (System.nanoTime() - from) / 1e9;
    }

    /** Something that is timed. */
    @FunctionalInterface
    interface Action<E extends Exception> {
        void run() throws E;
    }
}
