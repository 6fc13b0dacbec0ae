package dev.lockstep.client.internal.upstream;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.tuf.ConsistentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What was imported here, as a source: the distribution folder of this computer. Its payloads are in the store, where they are
 * looked for first, so one that is asked for here is missing.
 */
final class ImportedUpdates implements Transport {
    private final Path folder;
    private final FolderTransport files;

    ImportedUpdates(Path folder) {
        this.folder = folder;
        this.files = new FolderTransport(folder);
    }

    @Override
    public String sourceName() {
        return "offline bundles";
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        if (!Files.exists(folder.resolve(ConsistentNames.VENDOR_METADATA).resolve("timestamp.json"))) {
            throw missing(Sentence.of("import.anything"));
        }
        Optional<Content> found = files.open(path, offset);
        if (found.isEmpty() && path.startsWith(ConsistentNames.TARGETS)) {
            throw missing(Sentence.of("import.file", Map.of("file", path)));
        }
        return found;
    }

    /** Whether a release or module was imported: its description is there then. */
    boolean holds(String path) {
        return Files.exists(folder.resolve(path));
    }

    private static ProblemException missing(Sentence what) {
        return ProblemException.of(ProblemCode.NOT_IMPORTED, Map.of("what", what));
    }
}
