package dev.lockstep.core.node;

import dev.lockstep.core.audit.AuditEvent;

/**
 * Writes down what is decided and changed on this computer, with who did it. A service of the client bundle; safe for use by
 * several threads.
 */
@FunctionalInterface
public interface Audit {
    /**
     * Adds an entry. It is on disk when this method returns; who it was is the person on whose behalf this thread runs, or what
     * makes the computer act by itself.
     *
     * <p>The event has happened already, so a failure to write the entry is reported in {@code lockstep.log} and not to the
     * caller.
     */
    void record(AuditEvent event);

    /**
     * Adds an entry about somebody at the other end of the network, on whose behalf no thread runs yet.
     *
     * @param who as the log names it, such as {@code computer ws-1 at 10.0.0.7}
     */
    default void record(String who, AuditEvent event) {
        record(event);
    }
}
