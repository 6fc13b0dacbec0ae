package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;

/**
 * Records what is changed in {@code etc}: settings, users, rights and everything else there. A service of the client bundle; safe for
 * use by several threads.
 *
 * <p>A file says what is different, and not who did it. Whoever works on behalf of a person and may change such files begins before and
 * ends afterwards; what became different in between is that person's. What became different at any other time was done by somebody
 * unknown, with an editor.
 */
public interface EtcChanges {
    /** Work begins that may change files of {@code etc}, on behalf of whom this thread runs. */
    @Audited
    void begin();

    /** It has ended. Each call of {@link #begin} is followed by one of this, in the same thread. */
    @Audited
    void end();
}
