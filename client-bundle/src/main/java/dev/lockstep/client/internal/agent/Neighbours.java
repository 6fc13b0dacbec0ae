package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.Problem;
import java.util.Optional;

/** The services of the other bundles of this node, which come and go by themselves. */
public interface Neighbours {
    /** The distribution folder. */
    Optional<Distribution> distribution();

    /** What the computers below should run. */
    Optional<Assignments> assignments();

    /** The external modules. */
    Optional<ExternalModules> modules();

    /** Why the port of this computer is not open; empty while it is. */
    Optional<Problem> portProblem();

    /** Waits until the node is complete: these services and its port. */
    void awaitAll() throws InterruptedException;
}
