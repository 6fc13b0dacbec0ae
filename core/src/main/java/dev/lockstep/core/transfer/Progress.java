package dev.lockstep.core.transfer;

/** Told how far a long operation has come. Implementations return at once and may be called from any thread. */
@FunctionalInterface
public interface Progress {
    /** For operations that nobody watches. */
    Progress SILENT = (step, done, total) -> {};

    /**
     * An operation came further. A step begins when it is named for the first time after another one, or when its total is
     * another.
     *
     * @param step what is being done, in the words of the user interface, such as {@code download}
     * @param done how much of it is done, in bytes where it is a transfer
     * @param total of how much; 0 if it is not known
     */
    void at(String step, long done, long total);

    /** An operation has reached a step of unknown length. */
    default void at(String step) {
        at(step, 0, 0);
    }

    /** The same watcher, for which all parts of the operation are one step. */
    default Progress as(String step) {
        return (part, done, total) -> at(step, done, total);
    }
}
