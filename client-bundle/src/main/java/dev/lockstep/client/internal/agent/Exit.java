package dev.lockstep.client.internal.agent;

/** Ends this Java process. */
@FunctionalInterface
public interface Exit {
    /** Begins to end the process; may return before it has ended. */
    void exit(int code);
}
