package dev.lockstep.distribution.internal.folder;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps the {@link CompleteIndex} in a file. It is written only when all that it lists is there and verified, so the state of
 * the folder is known after a start without hashing it.
 *
 * <p>An index that cannot be read counts as empty: the folder is then filled again, and what is there is not fetched twice.
 */
final class IndexFile {
    private static final int MAXIMUM_LENGTH = 256 << 20;
    private static final int FORMAT = 1;

    private final StateFile<Stored> file;

    public IndexFile(Path file) {
        this.file = StateFile.of(file, Stored.class, MAXIMUM_LENGTH).checked(Stored::index);
    }

    /** The index as it was last written; empty if there is none. */
    public CompleteIndex read() {
        return file.read().map(Stored::index).orElse(CompleteIndex.EMPTY);
    }

    /** Replaces the index. */
    public void write(CompleteIndex index) throws IOException {
        DurableFiles.write(file.path(), StateJson.write(Stored.of(index)));
    }

    private record Stored(int format, List<Named> metadata, List<Target> targets) {
        private Stored {
            if (format != FORMAT) {
                throw new IllegalArgumentException("its format is not " + FORMAT);
            }
        }

        static Stored of(CompleteIndex index) {
            List<Named> metadata = new ArrayList<>();
            index.metadata().forEach((name, blob) -> metadata.add(new Named(name, blob.digest(), blob.length())));
            return new Stored(FORMAT, metadata, index.all().map(Target::of).toList());
        }

        CompleteIndex index() {
            SortedMap<String, Blob> files = new TreeMap<>();
            metadata.forEach(file -> files.put(file.name(), new Blob(file.sha256(), file.length())));
            SortedMap<String, CompleteTarget> complete = new TreeMap<>();
            targets.forEach(target -> complete.put(target.name(), target.complete()));
            return new CompleteIndex(files, complete);
        }
    }

    private record Named(String name, Digest sha256, long length) {}

    private record Target(String name, Digest sha256, long length, List<Payload> payloads) {
        static Target of(CompleteTarget target) {
            Blob blob = target.description();
            return new Target(
                    target.name(),
                    blob.digest(),
                    blob.length(),
                    target.payloads().stream()
                            .sorted(Comparator.comparing(Blob::digest))
                            .map(payload -> new Payload(payload.digest(), payload.length()))
                            .toList());
        }

        CompleteTarget complete() {
            return new CompleteTarget(
                    name,
                    new Blob(sha256, length),
                    payloads.stream()
                            .map(payload -> new Blob(payload.sha256(), payload.length()))
                            .collect(Collectors.toSet()));
        }
    }

    private record Payload(Digest sha256, long length) {}
}
