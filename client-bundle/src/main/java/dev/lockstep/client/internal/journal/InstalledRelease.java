package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which release this computer runs and which it ran before: {@code journal/installed.json}. One writer at a time. */
public final class InstalledRelease {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 4096;

    private final Path file;

    public InstalledRelease(Path folder) {
        this.file = folder.resolve("installed.json");
    }

    /** What was committed last; both empty before the first. */
    public Installed read() throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(file, MAXIMUM_BYTES);
        if (bytes.isEmpty()) {
            return new Installed(Optional.empty(), Optional.empty());
        }
        JsonNode json = JSON.readTree(bytes.get());
        try {
            return new Installed(TransactionJson.version(json, "release"), TransactionJson.version(json, "previous"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not name a release: " + e.getMessage(), e);
        }
    }

    /** Records what runs now. */
    public void write(Installed installed) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        installed.release().ifPresent(release -> json.put("release", release.toString()));
        installed.previous().ifPresent(previous -> json.put("previous", previous.toString()));
        DurableFiles.write(file, JSON.writeValueAsBytes(json));
    }

    /**
     * What runs.
     *
     * @param release the release; empty before the first
     * @param previous the one before it
     */
    public record Installed(Optional<Version> release, Optional<Version> previous) {}
}
