package dev.lockstep.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By what it shows that the files of a folder are still those that were read, without reading them again. Whoever writes or
 * replaces one of them changes it; no defence against somebody who may write there and forges times.
 *
 * @param files length, time and, where the system has them, identity of each file
 */
public record FolderStamp(Map<Path, FileStamp> files) {
    public FolderStamp {
        files = Map.copyOf(files);
    }

    /** How the folder is now; one that is not there has no files. */
    public static FolderStamp of(Path folder) throws IOException {
        Map<Path, FileStamp> stamps = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                stamp(file).ifPresent(stamp -> stamps.put(file, stamp));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new FolderStamp(Map.of());
        }
        return new FolderStamp(stamps);
    }

    /** Temporary files come and go. */
    private static Optional<FileStamp> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new FileStamp(read.size(), read.lastModifiedTime(), Optional.ofNullable(read.fileKey())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Length, time and identity of a file. */
    record FileStamp(long length, FileTime modified, Optional<Object> key) {}
}
