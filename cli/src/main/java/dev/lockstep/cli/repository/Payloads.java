package dev.lockstep.cli.repository;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The payloads of a published folder, {@code targets/sha256/}. What is there already is hashed and then used again, so that
 * publishing mends what was altered. One publisher at a time.
 */
public final class Payloads implements AutoCloseable {
    private static final String STEP = "store";
    private static final String INCOMING = "incoming";

    private final Path into;
    private final ContentStore published;
    private final ContentStore store;
    private final Progress progress;
    private long total;
    private long done;
    private long added;
    private long addedBytes;

    /**
     * Call it while the repository is locked: what an earlier publisher left half-copied is taken away.
     *
     * @param published the {@code targets/} that is served: what it has already is not copied
     * @param into the {@code targets/} that gets new payloads; the same, or that of a draft
     */
    public Payloads(Path published, Path into, Progress progress) throws IOException {
        this.into = into;
        DurableFiles.deleteTree(into.resolve(INCOMING));
        this.published = new FileContentStore(published);
        this.store = into.equals(published) ? this.published : new FileContentStore(into);
        this.progress = progress;
    }

    /** More is going to come, for the progress that is shown. */
    public void expect(long bytes) {
        total += bytes;
    }

    /** Hashes a file and copies it in if it is not there. */
    public Blob add(Path file) throws IOException {
        Blob blob = hash(file, bytes -> {
            done += bytes;
            progress.at(STEP, done, total);
        });
        if (isThere(blob)) {
            return blob;
        }
        Blob copied = store.add(file);
        if (!copied.equals(blob)) {
            throw new IOException(file + " was changed while it was read");
        }
        count(blob);
        return blob;
    }

    /** Adds a small document. */
    public Blob add(byte[] document) throws IOException {
        Blob blob = Blob.of(document);
        if (!isThere(blob)) {
            store.add(document);
            count(blob);
        }
        return blob;
    }

    /** How many payloads were not there before. */
    public long added() {
        return added;
    }

    /** How many bytes they have. */
    public long addedBytes() {
        return addedBytes;
    }

    private void count(Blob blob) {
        added++;
        addedBytes += blob.length();
    }

    private boolean isThere(Blob blob) throws IOException {
        Optional<Path> present = published.find(blob);
        if (present.isPresent() && hash(present.get(), bytes -> {}).equals(blob)) {
            return true;
        }
        Optional<Path> own = store.find(blob);
        if (own.isEmpty()) {
            return false;
        }
        if (hash(own.get(), bytes -> {}).equals(blob)) {
            return true;
        }
        DurableFiles.delete(own.get());
        return false;
    }

    public static Blob hash(Path file, BytesRead listener) throws IOException {
        var hash = Digest.algorithm();
        long length = 0;
        byte[] buffer = new byte[128 << 10];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
                length += count;
                listener.read(count);
            }
        }
        return new Blob(Digest.ofHash(hash.digest()), length);
    }

    /** The folder in which payloads are written before they are complete is not left behind for web servers to show. */
    @Override
    public void close() throws IOException {
        DurableFiles.deleteTree(into.resolve(INCOMING));
    }

    /** Told of bytes as they are read. */
    @FunctionalInterface
    public interface BytesRead {
        void read(int bytes);
    }
}
