package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The versions that failed on this computer, with the reason: {@code journal/held-off.json}. They are not tried again by
 * themselves. Safe for use by several threads.
 */
public final class HeldOff {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final Path file;

    public HeldOff(Path folder) {
        this.file = folder.resolve("held-off.json");
    }

    /** Why a version is held off; empty if it is not. */
    public synchronized Optional<Problem> problem(Version version) throws IOException {
        JsonNode reason = read().path(version.toString());
        return reason.isTextual()
                ? Optional.of(Problem.of(
                        ProblemCode.VERSION_HELD_OFF, Map.of("version", version.toString(), "reason", reason.asText())))
                : Optional.empty();
    }

    /** Holds a version off. */
    public synchronized void add(Version version, String reason) throws IOException {
        ObjectNode json = read();
        json.put(version.toString(), reason);
        DurableFiles.write(file, JSON.writeValueAsBytes(json));
    }

    /** Lets a version be tried again. */
    public synchronized void remove(Version version) throws IOException {
        ObjectNode json = read();
        if (json.has(version.toString())) {
            json.remove(version.toString());
            DurableFiles.write(file, JSON.writeValueAsBytes(json));
        }
    }

    private ObjectNode read() throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(file, MAXIMUM_BYTES);
        if (bytes.isPresent() && JSON.readTree(bytes.get()) instanceof ObjectNode json) {
            return json;
        }
        return JSON.createObjectNode();
    }
}
