package dev.lockstep.client.internal.journal;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done on this computer: {@code journal/history.json}, the latest two hundred. Safe for use by several threads. */
public final class History {
    private static final int MAXIMUM_BYTES = 16 * 1024 * 1024;
    private static final int KEPT = 200;
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final Path file;

    public History(Path folder) {
        this.file = folder.resolve("history.json");
    }

    /** What was done, the latest first. */
    public synchronized List<HistoryEntry> entries() throws IOException {
        List<HistoryEntry> entries =
                new ArrayList<>(lines().stream().map(Line::entry).toList());
        Collections.reverse(entries);
        return entries;
    }

    /**
     * Adds what was done.
     *
     * @param id the id of the transaction; what is there already is not added again
     */
    public synchronized void add(String id, HistoryEntry entry) throws IOException {
        List<Line> lines = lines();
        if (lines.stream().anyMatch(line -> line.id().equals(id))) {
            return;
        }
        lines.add(Line.of(id, entry));
        write(lines);
    }

    /** A damaged line is left out, and what was found is set aside: that a line is missing stops no update. */
    private List<Line> lines() throws IOException {
        if (Files.isDirectory(file)) {
            LOG.warn("{} is a folder; it is set aside as {}.", file, SetAside.move(file));
        }
        List<Line> lines = new ArrayList<>();
        String text = text();
        // It is never written without a line.
        boolean damaged = text.isBlank() && Files.exists(file);
        for (String line : text.split("\n")) {
            try {
                if (!line.isBlank()) {
                    lines.add(StateFile.read(file, line.getBytes(StandardCharsets.UTF_8), Line.class));
                }
            } catch (StateFile.DamagedException e) {
                LOG.warn("{}. The line is left out.", e.getMessage());
                damaged = true;
            }
        }
        if (damaged) {
            SetAside.copy(file);
            write(lines);
        }
        return lines;
    }

    private String text() throws IOException {
        try {
            return new String(DurableFiles.read(file, MAXIMUM_BYTES).orElse(new byte[0]), StandardCharsets.UTF_8);
        } catch (AccessDeniedException | DurableFiles.TooLongException e) {
            LOG.warn("{} cannot be used, and is set aside as {}.", file, SetAside.move(file), e);
            return "";
        }
    }

    private void write(List<Line> lines) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Line line : lines.subList(Math.max(0, lines.size() - KEPT), lines.size())) {
            text.writeBytes(StateJson.write(line));
            text.write('\n');
        }
        DurableFiles.write(file, text.toByteArray());
    }

    private record Line(
            String id,
            Instant at,
            String action,
            Optional<Version> from,
            Optional<Version> to,
            String result,
            Optional<Problem> problem,
            long downtimeMillis,
            Optional<String> who) {
        static Line of(String id, HistoryEntry entry) {
            return new Line(
                    id,
                    entry.at(),
                    entry.action(),
                    entry.from(),
                    entry.to(),
                    entry.result(),
                    entry.problem(),
                    entry.downtime().toMillis(),
                    entry.who());
        }

        HistoryEntry entry() {
            return new HistoryEntry(at, action, from, to, result, problem, Duration.ofMillis(downtimeMillis), who);
        }
    }
}
