package dev.lockstep.launcher;

import java.io.IOException;

/** Starts a version of the node. */
@FunctionalInterface
interface NodeStarter {
    /**
     * Prepares the configuration and starts the process.
     *
     * @throws LaunchException if a person has to put something right first
     */
    RunningNode start(String version) throws IOException, LaunchException;
}
