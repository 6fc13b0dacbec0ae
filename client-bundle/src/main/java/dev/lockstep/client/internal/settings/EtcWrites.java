package dev.lockstep.client.internal.settings;

/** Is told when this node writes into {@code etc} by itself. */
public interface EtcWrites {
    /** It begins. */
    void begin();

    /**
     * It has ended, in the same thread.
     *
     * @param recorded whether the changes are to be recorded here; {@code false} if who made them does that
     */
    void end(boolean recorded);
}
