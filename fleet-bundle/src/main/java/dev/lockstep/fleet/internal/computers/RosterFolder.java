package dev.lockstep.fleet.internal.computers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The computers on disk: {@code fleet/computers/}, one file for each. */
public final class RosterFolder {
    private static final Logger LOG = LoggerFactory.getLogger(RosterFolder.class);

    private final Path folder;

    public RosterFolder(Path folder) {
        this.folder = folder;
    }

    /** What can be read; a damaged file is left out, for its computer will report again. */
    List<Heard> load() {
        List<Heard> computers = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return computers;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".json"))::iterator) {
                try {
                    computers.add(read(file));
                } catch (IOException e) {
                    LOG.warn("The remembered report {} cannot be used and is left out: {}", file, e.toString());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The remembered reports in {} cannot be listed: {}", folder, e.toString());
        }
        return computers;
    }

    void save(Heard computer) throws IOException {
        byte[] contents = StateJson.write(new Stored(
                computer.seen(),
                StrictJson.parse(NodeJson.writeReport(computer.shown())),
                Optional.of(computer.statement().json()),
                Optional.of(computer.number()),
                computer.key(),
                computer.via()));
        Files.createDirectories(folder);
        String name = name(computer.id());
        Path temporary = folder.resolve(name + ".part");
        Files.write(temporary, contents);
        Files.move(temporary, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(folder.resolve(name(id) + ".json"));
    }

    /** The id comes from the network: its hash cannot be the name of a device or of another computer in other case. */
    private static String name(String id) {
        return Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static Heard read(Path file) throws IOException {
        Stored stored = StateFile.read(file, Files.readAllBytes(file), Stored.class);
        ComputerReport shown = NodeJson.readReport(stored.report().toString().getBytes(StandardCharsets.UTF_8));
        // An earlier version kept no statements, and those below a relay inside the relay's report: nobody signed that.
        Statement statement = stored.statement().isPresent()
                ? Statement.read(stored.statement().get())
                : Statement.unsigned(shown);
        return new Heard(
                stored.seen(),
                statement,
                stored.number().orElse(0L),
                stored.key(),
                stored.via(),
                shown.audit(),
                shown.lastProblem().filter(problem -> problem.code() == ProblemCode.AUDIT_SHORTENED));
    }

    /**
     * A file.
     *
     * @param report as it is shown, in the form of the messages; versions before the other members existed read this one
     * @param statement as the computer wrote it
     * @param via the relay that brought it
     */
    private record Stored(
            Instant seen,
            JsonNode report,
            Optional<JsonNode> statement,
            Optional<Long> number,
            Optional<Fingerprint> key,
            Optional<String> via) {}
}
