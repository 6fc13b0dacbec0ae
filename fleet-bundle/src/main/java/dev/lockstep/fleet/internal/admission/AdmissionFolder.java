package dev.lockstep.fleet.internal.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admitted and waiting computers on disk, with the hashes of the secrets that were given out: a file for each of them in
 * {@code site/admissions/computers} and {@code site/admissions/tokens}, so that one more costs the same however many there are.
 * For one thread at a time.
 */
public final class AdmissionFolder {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionFolder.class);
    private static final int LONGEST = 64 << 10;
    private static final int LONGEST_LIST = 64 << 20;

    /** All of them in one file, as they were kept once, and as they come back from a backup of that time. */
    private final Path list;

    private final Path computers;
    private final Path tokens;
    private List<FileTime> asOf = List.of();

    /** The admissions of a site, {@code data/lockstep/site}. */
    public AdmissionFolder(Path site) {
        this.list = site.resolve("admissions.json");
        this.computers = site.resolve("admissions").resolve("computers");
        this.tokens = site.resolve("admissions").resolve("tokens");
    }

    /** Whether somebody else has changed it since it was loaded or saved here. While a backup is restored it is gone for a moment. */
    boolean isChanged() {
        List<FileTime> now = modified();
        return Files.exists(list) || (!now.isEmpty() && !now.equals(asOf));
    }

    private List<FileTime> modified() {
        try {
            List<FileTime> times = new ArrayList<>();
            for (Path folder : List.of(computers, tokens)) {
                if (Files.isDirectory(folder)) {
                    times.add(Files.getLastModifiedTime(folder));
                }
            }
            return times;
        } catch (IOException e) {
            throw unreadable(computers.getParent(), e);
        }
    }

    /**
     * Reads all that was saved. A damaged file is put aside, and that computer has to be admitted again.
     *
     * @throws ProblemException if it cannot be read at all
     */
    void load(Consumer<Applicant> applicants, Consumer<JoinSecret> secrets) {
        try {
            migrate();
            asOf = modified();
            load(computers, json -> applicants.accept(applicant(json)));
            load(tokens, json -> secrets.accept(secret(json)));
        } catch (IOException e) {
            throw unreadable(computers.getParent(), e);
        }
    }

    private static void load(Path folder, Consumer<JsonNode> reader) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                try {
                    reader.accept(
                            StrictJson.parse(DurableFiles.read(file, LONGEST).orElseThrow()));
                } catch (IllegalArgumentException | DateTimeException e) {
                    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                    DurableFiles.move(file, aside);
                    LOG.error("{} It was put aside as {}.", unreadable(file, e).problem(), aside);
                } catch (IOException e) {
                    // The disk may be well again tomorrow, so it stays where it is.
                    LOG.error("{}", unreadable(file, e).problem());
                }
            }
        }
    }

    /** Nobody is admitted by a damaged list, and none is taken away. */
    private void migrate() throws IOException {
        byte[] saved = DurableFiles.read(list, LONGEST_LIST).orElse(new byte[0]);
        if (saved.length == 0) {
            return;
        }
        try {
            JsonNode json = StrictJson.parse(saved);
            json.path("computers").forEach(one -> save(applicant(one)));
            json.path("tokens").forEach(one -> save(secret(one)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable(list, e);
        }
        DurableFiles.delete(list);
    }

    private static ProblemException unreadable(Path file, Exception why) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.NOT_READABLE,
                        Map.of("file", file.toString(), "reason", String.valueOf(why.getMessage()))),
                why);
    }

    private static Applicant applicant(JsonNode json) {
        return new Applicant(
                new Fingerprint(json.path("key").asText()),
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("address").asText(),
                Standing.valueOf(json.path("standing").asText()),
                Instant.parse(json.path("since").asText()));
    }

    private static JoinSecret secret(JsonNode json) {
        return new JoinSecret(
                new Fingerprint(json.path("hash").asText()),
                json.path("uses").asInt(),
                Instant.parse(json.path("expires").asText()));
    }

    /** Returns when it would survive a power cut. */
    void save(Applicant applicant) {
        write(
                file(computers, applicant.key()),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("key", applicant.key().hex())
                        .put("id", applicant.id())
                        .put("name", applicant.name())
                        .put("address", applicant.address())
                        .put("standing", applicant.standing().name())
                        .put("since", applicant.since().toString()));
    }

    /** As {@link #save(Applicant)}. */
    void save(JoinSecret secret) {
        write(
                file(tokens, secret.hash()),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("hash", secret.hash().hex())
                        .put("uses", secret.uses())
                        .put("expires", secret.expires().toString()));
    }

    /** Forgets a secret that nobody can use any more. */
    void delete(JoinSecret secret) {
        try {
            DurableFiles.delete(file(tokens, secret.hash()));
            DurableFiles.syncFolder(tokens);
            asOf = modified();
        } catch (IOException e) {
            throw DiskProblems.writing(tokens, 0, e);
        }
    }

    private static Path file(Path folder, Fingerprint name) {
        return folder.resolve(name.hex() + ".json");
    }

    private void write(Path file, ObjectNode json) {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            DurableFiles.write(file, bytes);
            asOf = modified();
        } catch (IOException e) {
            throw DiskProblems.writing(file.getParent(), bytes.length, e);
        }
    }
}
