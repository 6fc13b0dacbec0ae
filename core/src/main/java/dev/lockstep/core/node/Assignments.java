package dev.lockstep.core.node;

import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * What the computers below this one should run. A service of the fleet bundle; safe for use by several threads.
 *
 * <p>The release that is assigned is the one this computer runs itself, so it changes when its own switch succeeded.
 */
public interface Assignments {
    /** What is assigned to everybody below. */
    Assignment current();

    /** Assigns another release, and tells the clients that are listening. */
    Assignment assignRelease(Optional<Version> release);

    /** Assigns the exact set of modules, and tells the clients that are listening. */
    Assignment assignModules(List<Assignment.AssignedModule> modules);

    /** The computers below this one, as they last reported. */
    List<ComputerReport> computers();
}
