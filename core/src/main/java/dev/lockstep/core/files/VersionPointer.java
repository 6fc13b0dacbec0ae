package dev.lockstep.core.files;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.text.TextFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the versions that lie side by side is the current one.
 *
 * <pre>
 * components/metering-server/
 *   versions/1.0.0/
 *   versions/1.1.0/
 *   current          -> versions/1.1.0
 * </pre>
 *
 * <p>{@code current} is a symbolic link where a link can be replaced atomically. Windows cannot replace a link to a folder in
 * one step, so there (and where links are not possible) it is a small text file with the version. Both are read everywhere.
 * A power cut leaves the old pointer or the new one. One writer at a time.
 */
public final class VersionPointer {
    private static final int MAXIMUM_LENGTH = 256;

    private final Path folder;
    private final Path pointer;

    /** Points within {@code folder}, which holds the folder {@code versions}. */
    public VersionPointer(Path folder) {
        this.folder = folder;
        this.pointer = folder.resolve("current");
    }

    /** The folder of a version, whether it is there or not. */
    public Path folderOf(Version version) {
        return folder.resolve("versions").resolve(version.toString());
    }

    /**
     * The current version; empty before the first.
     *
     * @throws ProblemException with {@code NOT_READABLE} if the pointer is there and is not one of ours
     */
    public Optional<Version> current() {
        if (!Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Version.parse(Files.isSymbolicLink(pointer) ? linked() : written()));
        } catch (IOException e) {
            throw unreadable(DiskProblems.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw unreadable(Sentence.said(e), e);
        }
    }

    private String linked() throws IOException {
        Path target = Files.readSymbolicLink(pointer);
        boolean ours = !target.isAbsolute()
                && target.getNameCount() == 2
                && target.getName(0).toString().equals("versions");
        if (!ours) {
            throw new IllegalArgumentException("it leads to " + target + ", not to a folder in versions");
        }
        return target.getName(1).toString();
    }

    private String written() throws IOException {
        byte[] text = DurableFiles.read(pointer, MAXIMUM_LENGTH).orElse(new byte[0]);
        return TextFile.of(text).text().strip();
    }

    /**
     * Makes a version the current one.
     *
     * @throws ProblemException with {@code NOT_READABLE} if its folder is not there, with {@code NOT_WRITABLE} or
     *     {@code DISK_FULL} if the pointer cannot be written; the old pointer then stays
     */
    public void pointTo(Version version) {
        if (!Files.isDirectory(folderOf(version))) {
            throw ProblemException.of(
                    ProblemCode.NOT_READABLE,
                    Map.of("file", folderOf(version).toString(), "reason", Sentence.of("file.version-missing")));
        }
        try {
            if (!replaceLink(version)) {
                DurableFiles.write(pointer, (version + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    /** Returns whether the file system allowed a link. */
    private boolean replaceLink(Version version) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        Path fresh = folder.resolve("current.new");
        Files.deleteIfExists(fresh);
        try {
            Files.createSymbolicLink(
                    fresh, folder.getFileSystem().getPath("versions").resolve(version.toString()));
        } catch (IOException | UnsupportedOperationException e) {
            // A FAT or network file system below Linux: the text file does it, and fails with its own reason if it
            // cannot.
            return false;
        }
        DurableFiles.move(fresh, pointer);
        return true;
    }

    /**
     * Removes the folders of all versions but these; the current version's stays in any case.
     *
     * @return the versions that were removed
     */
    public List<Version> removeAllBut(List<Version> kept) throws IOException {
        Path versions = folder.resolve("versions");
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        Set<String> needed = Stream.concat(kept.stream(), current().stream())
                .map(Version::toString)
                .collect(Collectors.toSet());
        List<Path> superfluous;
        try (Stream<Path> found = Files.list(versions)) {
            superfluous = found.filter(
                            tree -> !needed.contains(tree.getFileName().toString()))
                    .toList();
        }
        List<Version> removed = new ArrayList<>();
        for (Path tree : superfluous) {
            DurableFiles.deleteTree(tree);
            versionOf(tree).ifPresent(removed::add);
        }
        return removed;
    }

    /** What a power cut left of a tree has a name that is no version. */
    private static Optional<Version> versionOf(Path tree) {
        try {
            return Optional.of(Version.parse(tree.getFileName().toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ProblemException unreadable(Sentence reason, Exception cause) {
        var problem =
                ProblemException.of(ProblemCode.NOT_READABLE, Map.of("file", pointer.toString(), "reason", reason));
        problem.initCause(cause);
        return problem;
    }
}
