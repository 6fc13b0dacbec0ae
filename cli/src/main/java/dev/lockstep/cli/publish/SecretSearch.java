package dev.lockstep.cli.publish;

import dev.lockstep.core.archive.ArchiveWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Searches a file for {@link SecretFiles secrets}, and an archive file by file, the archives within it too. An archive that cannot be
 * searched to its end is as good as one with a secret in it: whoever publishes it says that he knows what it holds.
 */
final class SecretSearch implements ArchiveWalk.Visitor {
    private final Path file;
    private final Set<String> notSecret;
    private final List<String> found = new ArrayList<>();

    private SecretSearch(Path file, Set<String> notSecret) {
        this.file = file;
        this.notSecret = notSecret;
    }

    /**
     * What of a file must not be published, each with its path and what it seems to be.
     *
     * @param path what the file is called
     * @param notSecret paths of which somebody said that they are no secrets; of an archive this goes for all that it holds
     */
    static List<String> in(String path, Path file, Set<String> notSecret) throws IOException {
        SecretSearch search = new SecretSearch(file, notSecret);
        ArchiveWalk.of(path, file, SecretFiles.LOOKED_AT, search);
        return search.found;
    }

    @Override
    public boolean wants(String path) {
        return !notSecret.contains(path);
    }

    @Override
    public void file(String path, byte[] start, boolean within) throws IOException {
        boolean isAll = start.length < SecretFiles.LOOKED_AT || within;
        SecretFiles.secret(
                        path.substring(path.lastIndexOf('/') + 1),
                        start,
                        () -> isAll ? start : Files.readAllBytes(file))
                .ifPresent(what -> found.add(path + " (" + what + ")"));
    }

    @Override
    public void unreadable(String path, String why) {
        found.add(path + " (an archive that cannot be searched for keys: " + why + ")");
    }
}
