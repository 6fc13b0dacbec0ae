package dev.lockstep.client.internal.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.VersionPointer;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The node's own new version, and the launcher that tries it: the agent writes {@code node/trial.json} and ends with exit code
 * 75; the launcher starts the version that is named there; if that does not write {@code node/confirmed} in time, the launcher
 * starts the previous one again and says why in {@code node/rolled-back.json}.
 */
final class NodeTrial {
    /** The exit code that tells the launcher to look at {@code trial.json}. */
    static final int EXIT_CODE = 75;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 64 * 1024;
    private static final Duration CONFIRM_WITHIN = Duration.ofMinutes(3);

    private final Path folder;
    private final Exit exit;

    /**
     * The node that runs here.
     *
     * @param home the installation
     * @param exit ends this Java process
     */
    NodeTrial(Path home, Exit exit) {
        this.folder = home.resolve("node");
        this.exit = exit;
    }

    /** Whether a launcher is there, without which the node cannot be replaced. */
    boolean isPossible() {
        return Files.isDirectory(folder.resolve("versions"));
    }

    /** The node's versions, and which of them is the current one. */
    VersionPointer pointer() {
        return new VersionPointer(folder);
    }

    /** Asks the launcher to try a version, and ends this process. */
    void tryOut(Version version, Version previous) throws IOException {
        DurableFiles.delete(folder.resolve("rolled-back.json"));
        DurableFiles.write(
                folder.resolve("trial.json"),
                JSON.writeValueAsBytes(JSON.createObjectNode()
                        .put("version", version.toString())
                        .put("previous", previous.toString())
                        .put("confirmWithin", CONFIRM_WITHIN.toSeconds())));
        exit.exit(EXIT_CODE);
    }

    /** Tells the launcher that the version that is tried has started well; nothing happens if none is tried. */
    void confirm() throws IOException {
        Optional<JsonNode> trial = read("trial.json");
        Optional<Version> current = isPossible() ? pointer().current() : Optional.empty();
        if (trial.isPresent() && current.isPresent()) {
            String tried = trial.get().path("version").asText();
            if (tried.equals(current.get().toString())) {
                DurableFiles.write(folder.resolve("confirmed"), tried.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /**
     * Demands that the launcher did not go back from the node's new version.
     *
     * @throws ProblemException with {@code COMPONENT_START_FAILED} and the launcher's reason
     */
    void requireNotGoneBackFrom(Change change) throws IOException {
        String version = change.to().toString();
        Optional<String> reason = read("rolled-back.json")
                .filter(json -> json.path("version").asText().isEmpty()
                        || json.path("version").asText().equals(version))
                .map(json -> json.path("reason").asText("no reason is known"));
        if (reason.isPresent()) {
            throw ProblemException.of(
                    ProblemCode.COMPONENT_START_FAILED,
                    Map.of("component", change.component(), "version", version, "reason", reason.get()));
        }
    }

    private Optional<JsonNode> read(String name) throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(folder.resolve(name), MAXIMUM_BYTES);
        return bytes.isPresent() ? Optional.of(JSON.readTree(bytes.get())) : Optional.empty();
    }
}
