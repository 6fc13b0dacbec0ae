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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Admitted and waiting computers on disk, with the hashes of the secrets that were given out. */
public final class AdmissionFile {
    private static final int LONGEST = 64 << 20;

    private final Path file;
    private Optional<FileTime> asOf = Optional.of(FileTime.fromMillis(0));

    public AdmissionFile(Path file) {
        this.file = file;
    }

    /**
     * What was saved last; nothing if there is no file.
     *
     * @throws ProblemException if it cannot be read: nobody is admitted by a damaged list, and none is written over it
     */
    Contents load() {
        try {
            asOf = modified();
            Optional<byte[]> saved = DurableFiles.read(file, LONGEST);
            return saved.isEmpty() ? new Contents(List.of(), List.of()) : parse(saved.get());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_READABLE,
                            Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage()))),
                    e);
        }
    }

    /** Whether somebody else has written it since it was loaded or saved here. While a backup is restored it is gone for a moment. */
    boolean isChanged() {
        try {
            Optional<FileTime> now = modified();
            return now.isPresent() && !now.equals(asOf);
        } catch (IOException e) {
            // Loading it then says what is wrong with it.
            return true;
        }
    }

    private Optional<FileTime> modified() throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Contents parse(byte[] saved) {
        JsonNode json = StrictJson.parse(saved);
        List<Applicant> applicants = new ArrayList<>();
        for (JsonNode one : json.path("computers")) {
            applicants.add(new Applicant(
                    new Fingerprint(one.path("key").asText()),
                    one.path("id").asText(),
                    one.path("name").asText(),
                    one.path("address").asText(),
                    Standing.valueOf(one.path("standing").asText()),
                    Instant.parse(one.path("since").asText())));
        }
        List<JoinSecret> secrets = new ArrayList<>();
        for (JsonNode one : json.path("tokens")) {
            secrets.add(new JoinSecret(
                    new Fingerprint(one.path("hash").asText()),
                    one.path("uses").asInt(),
                    Instant.parse(one.path("expires").asText())));
        }
        return new Contents(applicants, secrets);
    }

    /** Returns when it would survive a power cut. */
    void save(Contents contents) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", 1);
        var computers = json.putArray("computers");
        for (Applicant applicant : contents.applicants()) {
            computers
                    .addObject()
                    .put("key", applicant.key().hex())
                    .put("id", applicant.id())
                    .put("name", applicant.name())
                    .put("address", applicant.address())
                    .put("standing", applicant.standing().name())
                    .put("since", applicant.since().toString());
        }
        var tokens = json.putArray("tokens");
        for (JoinSecret secret : contents.secrets()) {
            tokens.addObject()
                    .put("hash", secret.hash().hex())
                    .put("uses", secret.uses())
                    .put("expires", secret.expires().toString());
        }
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            DurableFiles.write(file, bytes);
            asOf = modified();
        } catch (IOException e) {
            throw DiskProblems.writing(file.getParent(), bytes.length, e);
        }
    }

    /**
     * All that stands in the file.
     *
     * @param applicants computers that asked
     * @param secrets secrets that work
     */
    record Contents(List<Applicant> applicants, List<JoinSecret> secrets) {
        Contents {
            applicants = List.copyOf(applicants);
            secrets = List.copyOf(secrets);
        }
    }
}
