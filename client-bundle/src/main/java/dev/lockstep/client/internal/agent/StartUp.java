package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the components of this computer when the agent starts; what still runs from before is taken over. */
final class StartUp {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    private final Inventory inventory;
    private final ComponentFolders folders;
    private final Controllers controllers;

    StartUp(Inventory inventory, ComponentFolders folders, Controllers controllers) {
        this.inventory = inventory;
        this.folders = folders;
        this.controllers = controllers;
    }

    void run() throws IOException, InterruptedException {
        for (String component : inventory.components()) {
            try {
                var version = folders.pointer(component).current();
                if (version.isPresent()) {
                    Deployed deployed = folders.deployed(component, version.get());
                    controllers.of(deployed).start(deployed);
                    controllers.of(deployed).keepAlive(deployed);
                }
            } catch (ProblemException e) {
                // A component that cannot be started does not keep the others from starting.
                LOG.error("{} is not running: {}", component, e.problem());
            }
        }
    }
}
