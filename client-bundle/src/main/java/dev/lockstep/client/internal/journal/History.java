package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What was done on this computer: {@code journal/history.json}, the latest two hundred. Safe for use by several threads. */
public final class History {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 16 * 1024 * 1024;
    private static final int KEPT = 200;

    private final Path file;

    public History(Path folder) {
        this.file = folder.resolve("history.json");
    }

    /** What was done, the latest first. */
    public synchronized List<HistoryEntry> entries() throws IOException {
        List<HistoryEntry> entries = new ArrayList<>();
        for (JsonNode line : lines()) {
            entries.add(entry(line));
        }
        Collections.reverse(entries);
        return entries;
    }

    /**
     * Adds what was done.
     *
     * @param id the id of the transaction; what is there already is not added again
     */
    public synchronized void add(String id, HistoryEntry entry) throws IOException {
        List<JsonNode> lines = new ArrayList<>(lines());
        if (lines.stream().anyMatch(line -> line.path("id").asText().equals(id))) {
            return;
        }
        lines.add(line(id, entry));
        StringBuilder text = new StringBuilder();
        for (JsonNode line : lines.subList(Math.max(0, lines.size() - KEPT), lines.size())) {
            text.append(JSON.writeValueAsString(line)).append('\n');
        }
        DurableFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<JsonNode> lines() throws IOException {
        byte[] bytes = DurableFiles.read(file, MAXIMUM_BYTES).orElse(new byte[0]);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static ObjectNode line(String id, HistoryEntry entry) throws IOException {
        ObjectNode line =
                JSON.createObjectNode().put("id", id).put("at", entry.at().toString());
        line.put("action", entry.action());
        entry.from().ifPresent(from -> line.put("from", from.toString()));
        entry.to().ifPresent(to -> line.put("to", to.toString()));
        line.put("result", entry.result());
        if (entry.problem().isPresent()) {
            line.set("problem", TransactionJson.problem(entry.problem().get()));
        }
        return line.put("downtimeMillis", entry.downtime().toMillis());
    }

    private static HistoryEntry entry(JsonNode line) throws IOException {
        Optional<Problem> problem =
                line.has("problem") ? Optional.of(TransactionJson.problem(line.get("problem"))) : Optional.empty();
        return new HistoryEntry(
                Instant.parse(line.path("at").asText()),
                line.path("action").asText(),
                TransactionJson.version(line, "from"),
                TransactionJson.version(line, "to"),
                line.path("result").asText(),
                problem,
                Duration.ofMillis(line.path("downtimeMillis").asLong()));
    }
}
