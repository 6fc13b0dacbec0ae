package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** This computer, as its settings and its update agent know it. */
final class NodeComputer implements Computer {
    private final Settings settings;
    private final Supplier<Optional<UpdateAgent>> agent;

    NodeComputer(Settings settings, Supplier<Optional<UpdateAgent>> agent) {
        this.settings = settings;
        this.agent = agent;
    }

    @Override
    public Optional<Version> release() {
        return agent.get().flatMap(running -> running.status().installed());
    }

    @Override
    public Set<String> components() {
        Set<String> components = new HashSet<>(settings.current().components());
        components.add(Release.NODE);
        return components;
    }

    @Override
    public boolean distributes() {
        return settings.current().distribute();
    }
}
