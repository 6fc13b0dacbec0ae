package dev.lockstep.signing.repository;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a repository with consistent snapshots, by role and version. */
record RepositoryFolder(Path folder) {
    private static final Pattern ROLE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    /** Role names become file names that every web server and file system takes as they are. */
    static String checkRoleName(String roleName) {
        if (!ROLE_NAME.matcher(roleName).matches()) {
            throw new IllegalArgumentException(
                    "a role is called by small letters, digits, '.', '_' and '-', up to 100 of" + " them, not \""
                            + roleName + "\"");
        }
        return roleName;
    }

    Optional<byte[]> read(String roleName, long version) throws IOException {
        return content(versioned(roleName, version));
    }

    Optional<byte[]> timestamp() throws IOException {
        return content(folder.resolve("timestamp.json"));
    }

    void write(String roleName, SignedMetadata<?> metadata) throws IOException {
        DurableFiles.write(versioned(roleName, metadata.signed().version()), metadata.bytes());
    }

    void writeTimestamp(SignedMetadata<?> metadata) throws IOException {
        DurableFiles.write(folder.resolve("timestamp.json"), metadata.bytes());
    }

    /** The highest version of a role of which there is a file, used or left over; 0 if there is none. */
    long highestVersion(String roleName) throws IOException {
        Pattern name = Pattern.compile("([1-9][0-9]{0,17})\\." + Pattern.quote(roleName) + "\\.json");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> name.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(match -> Long.parseLong(match.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private Path versioned(String roleName, long version) {
        return folder.resolve(version + "." + roleName + ".json");
    }

    private static Optional<byte[]> content(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
