package dev.lockstep.core.transfer;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import java.util.Collection;

/** Counts what all lanes of a transfer receive, and tells of it now and then. */
final class ReceivedBytes {
    private static final int TELLS = 200;

    private final Progress progress;
    private final long total;
    private long done;
    private long told;

    ReceivedBytes(Collection<Blob> missing, ContentStore store, Progress progress) {
        this.progress = progress;
        this.total = missing.stream().mapToLong(Blob::length).sum();
        this.done = missing.stream().mapToLong(store::received).sum();
        this.told = done;
        progress.at("download", done, total);
    }

    /**
     * Counts bytes that came.
     *
     * @param bytes negative where some were useless and come again
     */
    synchronized void add(long bytes) {
        done = Math.max(0, done + bytes);
        if (Math.abs(done - told) * TELLS >= total || done == total) {
            told = done;
            progress.at("download", Math.min(done, total), total);
        }
    }
}
