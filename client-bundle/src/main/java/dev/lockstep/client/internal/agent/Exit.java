package dev.lockstep.client.internal.agent;

/** Ends this Java process, which its launcher then starts again. */
@FunctionalInterface
public interface Exit {
    /**
     * Ends the process soon after this call has returned, so that whoever asked for the update still gets an answer.
     *
     * @param code what the launcher is told
     * @param last done right before the end
     */
    void exit(int code, Runnable last);
}
