package dev.lockstep.launcher;

/** A node's process, from its start to its end. */
interface RunningNode {
    long pid();

    boolean isAlive();

    /** How it ended; only to be asked when it is not alive. */
    int exitCode();

    /** Stops it, gently first; returns when it is gone. */
    void stop() throws InterruptedException;
}
