package dev.lockstep.modules.internal;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a module has to fit, at one moment.
 *
 * @param release the release that this computer runs; empty if it is not known yet
 * @param components the components of this computer, the node among them
 * @param distributes whether it hands modules on to others
 */
record Computer(Optional<Version> release, Set<String> components, boolean distributes) {
    Computer {
        components = Set.copyOf(components);
    }

    /** This computer, as its settings and its update agent know it. */
    static Computer of(NodeSettings settings, Optional<UpdateAgent> agent) {
        Set<String> components = new HashSet<>(settings.components());
        components.add(Release.NODE);
        return new Computer(agent.flatMap(UpdateAgent::installed), components, settings.distribute());
    }
}
