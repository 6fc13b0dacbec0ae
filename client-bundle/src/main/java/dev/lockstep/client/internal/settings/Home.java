package dev.lockstep.client.internal.settings;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.release.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds out who this node is, and makes its id at the first start. */
final class Home {
    private final Path root;
    private final Map<String, String> environment;
    private final Platform platform;
    private final Supplier<UUID> random;

    Home(Path root, Map<String, String> environment, Platform platform, Supplier<UUID> random) {
        this.root = root.toAbsolutePath().normalize();
        this.environment = environment;
        this.platform = platform;
        this.random = random;
    }

    Path etc() {
        return root.resolve("etc");
    }

    /**
     * Who this node is.
     *
     * @param name what an administrator calls it; empty for the computer's own name
     */
    NodeIdentity identity(String name) throws IOException {
        Path data = root.resolve("data").resolve("lockstep");
        Files.createDirectories(data);
        return new NodeIdentity(
                id(data.resolve("node-id")), name.isBlank() ? computerName() : name.strip(), platform, root, data);
    }

    private String id(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) < 256) {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            try {
                return UUID.fromString(text).toString();
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "the file " + file + " does not hold this node's id; remove it, and a new one is made", e);
            }
        }
        String id = random.get().toString();
        DurableFiles.write(file, (id + "\n").getBytes(StandardCharsets.UTF_8));
        return id;
    }

    private String computerName() {
        String name = environment.getOrDefault("COMPUTERNAME", environment.getOrDefault("HOSTNAME", ""));
        if (!name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
