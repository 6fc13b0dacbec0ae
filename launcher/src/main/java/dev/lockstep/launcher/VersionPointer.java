package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which version is the current one: a symbolic link {@code current -> versions/<version>}, or a text file of that name that holds
 * the version. Either is replaced by one rename, so it names the old version or the new one, never neither.
 *
 * <p>Both kinds are read everywhere. Windows gets the text file: it replaces no link to a folder by one rename, and lets only
 * some users make links. The archives carry the text file as well, since a zip knows no links.
 */
final class VersionPointer {
    private static final int LIMIT = 4096;

    private final Path file;
    private final Path versions;
    private final Disk disk;

    VersionPointer(Home home, Disk disk) {
        this.file = home.node().resolve("current");
        this.versions = home.versions();
        this.disk = disk;
    }

    /** The version it names; empty if it is missing or names none. */
    Optional<String> read() throws IOException {
        String name;
        if (Files.isSymbolicLink(file)) {
            name = Files.readSymbolicLink(file).getFileName().toString();
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LIMIT) {
            name = EditedText.read(file).strip();
        } else {
            return Optional.empty();
        }
        return Optional.of(name).filter(Home::isVersion);
    }

    /** Makes it name another version. */
    void pointTo(String version) throws IOException {
        if (!Home.isVersion(version)) {
            throw new IllegalArgumentException("no version: " + version);
        }
        if (file.getFileSystem().getSeparator().equals("\\")) {
            disk.write(file, version + "\n");
            return;
        }
        try {
            disk.link(file, versions.getFileName().resolve(version));
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            // FAT and some network file systems; a full or read-only disk fails the write as well, and says so.
            disk.write(file, version + "\n");
        }
    }
}
