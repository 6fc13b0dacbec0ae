package dev.lockstep.distribution.internal;

import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the ids of the nodes above this one over restarts, one to a line, so that a circle is found after one too. */
final class UpstreamFile {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamFile.class);
    private static final int MAXIMUM_LENGTH = 64 << 10;

    private final Path file;
    private volatile List<String> ids;

    UpstreamFile(Path file) {
        this.file = file;
        this.ids = read(file);
    }

    private static List<String> read(Path file) {
        try {
            return DurableFiles.read(file, MAXIMUM_LENGTH)
                    .map(bytes ->
                            new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of());
        } catch (IOException e) {
            LOG.warn("{} cannot be read; whom this computer takes its updates from is asked again", file, e);
            return List.of();
        }
    }

    List<String> ids() {
        return ids;
    }

    void remember(List<String> now) {
        if (now.equals(ids)) {
            return;
        }
        ids = List.copyOf(now);
        try {
            DurableFiles.write(file, String.join("\n", now).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("{} cannot be written; after a restart it is asked again", file, e);
        }
    }
}
