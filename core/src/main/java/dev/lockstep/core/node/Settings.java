package dev.lockstep.core.node;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * The settings of this computer, and how they are changed. A service of the client bundle; safe for use by several threads.
 */
public interface Settings {
    /** The settings in force. A change takes effect at the next check, with no restart. */
    NodeSettings current();

    /**
     * Changes settings and writes them to {@code etc/dev.lockstep.node.cfg}.
     *
     * @return the settings that are now in force
     * @throws dev.lockstep.core.problem.ProblemException if a value is unusable; then nothing is changed
     */
    NodeSettings change(UnaryOperator<NodeSettings> change) throws IOException;

    /** Who this node is, and where its things are. */
    NodeIdentity identity();
}
