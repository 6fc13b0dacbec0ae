package dev.lockstep.client.internal.settings;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who this node is, and makes its id at the first start. */
final class Home {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);
    private static final int MOST_OF_ID = 255;

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

    /** Kept twice: what the server knows of this computer, it knows by the id. */
    private String id(Path file) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + ".copy");
        Optional<String> id = read(file);
        if (id.isEmpty() && Files.exists(file)) {
            id = read(copy);
            if (id.isEmpty()) {
                throw ProblemException.of(
                        ProblemCode.STATE_DAMAGED,
                        Map.of(
                                "file", file.toString(),
                                "reason", Sentence.of("state.no-id"),
                                "loss", Sentence.of("state.loss.node-id")));
            }
            LOG.warn("{} is damaged, and is replaced by {}.", file, copy);
            SetAside.copy(file);
        }
        String kept = id.orElseGet(() -> random.get().toString());
        for (Path each : List.of(file, copy)) {
            if (!read(each).equals(Optional.of(kept))) {
                DurableFiles.write(each, (kept + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return kept;
    }

    private static Optional<String> read(Path file) {
        try {
            String text = new String(DurableFiles.read(file, MOST_OF_ID).orElse(new byte[0]), StandardCharsets.UTF_8);
            return Optional.of(UUID.fromString(text.strip()).toString());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
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
