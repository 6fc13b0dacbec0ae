package dev.lockstep.commands.internal;

import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.release.Platform;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The settings of a main server. */
public final class TestSettings implements Settings {
    private NodeSettings current = NodeSettings.of(Map.of("distribute", "true"));

    @Override
    public NodeSettings current() {
        return current;
    }

    @Override
    public NodeSettings change(UnaryOperator<NodeSettings> change) {
        current = change.apply(current);
        return current;
    }

    @Override
    public NodeIdentity identity() {
        return new NodeIdentity("id", "main", new Platform("linux-x64"), Path.of("home"), Path.of("data"));
    }
}
