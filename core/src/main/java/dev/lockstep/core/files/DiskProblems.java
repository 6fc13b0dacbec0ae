package dev.lockstep.core.files;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns a failed write or read into a problem: the disk is full, or the folder cannot be written to, or the file not read. */
public final class DiskProblems {
    private DiskProblems() {}

    /**
     * Finds out whether there is room before anything is written.
     *
     * @param neededBytes how much is about to be written
     * @throws ProblemException with {@code DISK_FULL} and the facts {@code folder}, {@code neededBytes}, {@code freeBytes}
     */
    public static void requireRoom(Path folder, long neededBytes) throws IOException {
        long free = freeBytes(folder);
        if (free < neededBytes) {
            throw new ProblemException(full(folder, neededBytes, free));
        }
    }

    /**
     * The problem behind a failed write.
     *
     * @param neededBytes how much was still to be written
     */
    public static ProblemException writing(Path folder, long neededBytes, IOException failure) {
        Optional<ProblemException> other = noDisk(failure);
        if (other.isPresent()) {
            return other.get();
        }
        long free;
        try {
            free = freeBytes(folder);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return new ProblemException(notWritable(folder, failure), failure);
        }
        boolean full = free < neededBytes || saysFull(failure);
        return new ProblemException(full ? full(folder, neededBytes, free) : notWritable(folder, failure), failure);
    }

    /**
     * The problem behind a failed read.
     *
     * @param file its path, or what it is to people
     */
    public static ProblemException reading(Object file, IOException failure) {
        return noDisk(failure)
                .orElseGet(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_READABLE, Map.of("file", file, "reason", reason(failure))),
                        failure));
    }

    /**
     * The problem behind a failure where a source was asked and this computer's disk was read and written, too. What a network or a
     * medium did has become a {@link ProblemException} where it happened (see {@code core.source.Transport}), so what is left is this
     * computer's own.
     *
     * @param folder where this computer reads and writes meanwhile
     */
    public static ProblemException local(Path folder, IOException failure) {
        if (saysFull(failure)) {
            return writing(folder, 0, failure);
        }
        return noDisk(failure)
                .orElseGet(() -> new ProblemException(
                        Problem.of(
                                ProblemCode.LOCAL_FAILED,
                                Map.of("folder", folder.toString(), "reason", reason(failure))),
                        failure));
    }

    /** What is no failure of a disk, though a file reports it: a thread that is to stop, or a limit of the operating system. */
    private static Optional<ProblemException> noDisk(IOException failure) {
        if (failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            return Optional.of(new ProblemException(Problem.of(ProblemCode.INTERRUPTED, Map.of()), failure));
        }
        return exhausted(failure).map(problem -> new ProblemException(problem, failure));
    }

    /** That this process has used up something that its operating system gives it, whatever it was doing then: no file's fault. */
    public static Optional<Problem> exhausted(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String text = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
            if (text.contains("too many open files")
                    || text.contains("cannot allocate memory")
                    || text.contains("no buffer space available")) {
                return Optional.of(Problem.of(
                        ProblemCode.EXHAUSTED, Map.of("reason", Sentence.said(String.valueOf(at.getMessage())))));
            }
        }
        return Optional.empty();
    }

    private static boolean saysFull(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || text.contains("not enough space on the disk")
                || text.contains("out of disk space");
    }

    private static Problem full(Path folder, long needed, long free) {
        Problem full = Problem.of(
                ProblemCode.DISK_FULL,
                Map.of(
                        "folder", folder.toString(),
                        "neededBytes", Long.toString(needed),
                        "freeBytes", Long.toString(free)));
        // A quota, a lack of inodes, or somebody who freed some room since: the figures alone would not say it.
        return free < needed ? full : full.with(Problem.VARIANT, "refused");
    }

    private static Problem notWritable(Path folder, IOException failure) {
        return Problem.of(ProblemCode.NOT_WRITABLE, Map.of("folder", folder.toString(), "reason", reason(failure)));
    }

    /** What a failure of the file system says, with the kind of failure where its text is only a path. */
    public static Sentence reason(IOException failure) {
        String kind = failure.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        String plainKind = kind.toLowerCase(Locale.ROOT).replace(" exception", "");
        if (failure instanceof FileSystemException system) {
            if (system.getReason() == null && system.getFile() != null) {
                String key = "file." + plainKind.replace(' ', '-');
                return Sentence.isKnown(key)
                        ? Sentence.of(key, Map.of("file", system.getFile()))
                        : Sentence.said(plainKind + ": " + system.getFile());
            }
            String reason = system.getReason() == null ? plainKind : system.getReason();
            return Sentence.said(system.getFile() == null ? reason : reason + ": " + system.getFile());
        }
        return Sentence.said(failure.getMessage() == null ? plainKind : failure.getMessage());
    }

    private static long freeBytes(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
            if (existing == null) {
                throw new NoSuchFileException(folder.toString());
            }
        }
        return Files.getFileStore(existing).getUsableSpace();
    }
}
