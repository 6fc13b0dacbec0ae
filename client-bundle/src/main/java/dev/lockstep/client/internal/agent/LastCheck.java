package dev.lockstep.client.internal.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last check and the last error, kept over restarts in {@code journal/last-check.json}. Safe for use by several threads.
 */
final class LastCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LastCheck.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final Path file;
    private Seen seen;

    LastCheck(Path folder) {
        this.file = folder.resolve("last-check.json");
        this.seen = read();
    }

    /** The last check. */
    synchronized Seen seen() {
        return seen;
    }

    /** A check succeeded. */
    synchronized void succeeded(Instant now, Version wanted) {
        keep(new Seen(Optional.of(now), Optional.of(now), Optional.of(wanted), Optional.empty()));
    }

    /**
     * A check, or what followed from it, failed.
     *
     * @return whether that is news
     */
    synchronized boolean failed(Instant now, Problem problem) {
        boolean news = !seen.problem().equals(Optional.of(problem));
        keep(new Seen(Optional.of(now), seen.success(), seen.wanted(), Optional.of(problem)));
        return news;
    }

    private void keep(Seen now) {
        seen = now;
        ObjectNode json = JSON.createObjectNode();
        now.attempt().ifPresent(at -> json.put("attempt", at.toString()));
        now.success().ifPresent(at -> json.put("success", at.toString()));
        now.wanted().ifPresent(version -> json.put("wanted", version.toString()));
        try {
            if (now.problem().isPresent()) {
                json.set(
                        "problem",
                        JSON.readTree(NodeJson.writeProblem(now.problem().get())));
            }
            DurableFiles.write(file, JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            // The check itself counts; that its date is lost at the next restart does not stop anything.
            LOG.warn("{} cannot be written.", file, e);
        }
    }

    private Seen read() {
        try {
            JsonNode json = JSON.readTree(DurableFiles.read(file, MAXIMUM_BYTES)
                    .orElse("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return new Seen(
                    text(json, "attempt").map(Instant::parse),
                    text(json, "success").map(Instant::parse),
                    text(json, "wanted").map(Version::parse),
                    json.has("problem")
                            ? Optional.of(NodeJson.readProblem(JSON.writeValueAsBytes(json.get("problem"))))
                            : Optional.empty());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            LOG.warn("{} is unreadable; the next check writes it anew.", file, e);
            return new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private static Optional<String> text(JsonNode json, String member) {
        return json.hasNonNull(member) ? Optional.of(json.get(member).asText()) : Optional.empty();
    }

    /**
     * What was seen.
     *
     * @param attempt when a check was made last
     * @param success when one last succeeded
     * @param wanted what this computer should run, as it was said then
     * @param problem the error since then
     */
    record Seen(
            Optional<Instant> attempt,
            Optional<Instant> success,
            Optional<Version> wanted,
            Optional<Problem> problem) {}
}
