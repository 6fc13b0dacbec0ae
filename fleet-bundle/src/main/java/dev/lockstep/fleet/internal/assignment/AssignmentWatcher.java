package dev.lockstep.fleet.internal.assignment;

import dev.lockstep.core.node.Assignment;

/** Told of every new assignment, in order, by the thread that changed it; returns at once. */
@FunctionalInterface
public interface AssignmentWatcher {
    void assigned(Assignment assignment);
}
