package dev.lockstep.fleet.internal.admission;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Admitted and waiting computers on disk, with the hashes of the secrets that were given out: a file for each of them in
 * {@code site/admissions/computers} and {@code site/admissions/tokens}, so that one more costs the same however many there are.
 * For one thread at a time.
 */
public final class AdmissionFolder {
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
     * Reads all that was saved. A damaged file is set aside, and its computers have to be admitted again.
     *
     * @throws ProblemException if it cannot be read at all
     */
    void load(Consumer<Applicant> applicants, Consumer<JoinSecret> secrets) {
        try {
            migrate();
            asOf = modified();
            load(computers, Applicant.class, applicants);
            load(tokens, JoinSecret.class, secrets);
        } catch (IOException e) {
            throw unreadable(computers.getParent(), e);
        }
    }

    private static <T> void load(Path folder, Class<T> form, Consumer<T> taker) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                StateFile.of(file, form, LONGEST).read().ifPresent(taker);
            }
        }
    }

    private void migrate() throws IOException {
        Optional<KeptOnce> saved =
                StateFile.of(list, KeptOnce.class, LONGEST_LIST).read();
        if (saved.isPresent()) {
            saved.get().computers().forEach(this::save);
            saved.get().tokens().forEach(this::save);
            DurableFiles.delete(list);
        }
    }

    private static ProblemException unreadable(Path file, Exception why) {
        return new ProblemException(
                Problem.of(ProblemCode.NOT_READABLE, Map.of("file", file.toString(), "reason", Sentence.said(why))),
                why);
    }

    /** Returns when it would survive a power cut. */
    void save(Applicant applicant) {
        write(StateFile.of(file(computers, applicant.key()), Applicant.class, LONGEST), applicant);
    }

    /** As {@link #save(Applicant)}. */
    void save(JoinSecret secret) {
        write(StateFile.of(file(tokens, secret.hash()), JoinSecret.class, LONGEST), secret);
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

    private <T> void write(StateFile<T> file, T state) {
        try {
            file.write(state);
            asOf = modified();
        } catch (IOException e) {
            throw DiskProblems.writing(file.path().getParent(), 0, e);
        }
    }

    private record KeptOnce(List<Applicant> computers, List<JoinSecret> tokens) {}
}
