package dev.lockstep.core.node;

import dev.lockstep.core.release.Platform;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Who a node is, and where its things are on disk.
 *
 * @param id made at the first start, a random UUID
 * @param name the computer's name, for people
 * @param platform its operating system and processor
 * @param home the folder that everything is under
 * @param data {@code home/data/lockstep}: store, metadata, journal, components
 */
public record NodeIdentity(String id, String name, Platform platform, Path home, Path data) {
    public NodeIdentity {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(data, "data");
    }
}
