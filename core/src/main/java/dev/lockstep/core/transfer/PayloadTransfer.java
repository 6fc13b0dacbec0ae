package dev.lockstep.core.transfer;

import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Fetches payloads from a source into the store: only what is missing, several at a time, each continued where it ended,
 * verified while it streams, and cut off at its signed length.
 *
 * <p>To cancel, interrupt the calling thread; what came is kept. Safe for use by several threads: two transfers that want the
 * same payload fetch it once.
 */
public final class PayloadTransfer {
    private final ContentStore store;
    private final RateLimit limit;
    private final int lanes;
    private final Pause pause;

    /** Fetches four payloads at a time. */
    public PayloadTransfer(ContentStore store, RateLimit limit) {
        this(store, limit, 4, Pause.REAL);
    }

    /**
     * Fetches with a parallelism and a patience of its own.
     *
     * @param lanes how many payloads at a time
     * @param pause waits between two attempts after a broken connection
     */
    public PayloadTransfer(ContentStore store, RateLimit limit, int lanes, Pause pause) {
        if (lanes < 1) {
            throw new IllegalArgumentException("payloads cannot be fetched " + lanes + " at a time");
        }
        this.store = store;
        this.limit = limit;
        this.lanes = lanes;
        this.pause = pause;
    }

    /** The bytes that {@link #fetch} would still have to receive, as far as is known before it starts. */
    public long missingBytes(Collection<Blob> blobs) {
        return blobs.stream()
                .distinct()
                .mapToLong(blob -> blob.length() - store.received(blob))
                .sum();
    }

    /**
     * Makes sure that all these payloads are in the store.
     *
     * @param progress told with the step {@code download}, in bytes of what was missing
     * @throws dev.lockstep.core.problem.ProblemException with {@code PAYLOAD_MISSING}, {@code PAYLOAD_ALTERED},
     *     {@code PAYLOAD_OVERSIZED}, {@code DISK_FULL}, or what is wrong with the source; whatever is complete by then, or in
     *     part, is kept and the next call goes on from there
     * @throws java.io.InterruptedIOException if the thread was interrupted
     */
    public void fetch(Transport source, Collection<Blob> blobs, Progress progress) throws IOException {
        List<Blob> wanted = new ArrayList<>();
        for (Blob blob : new LinkedHashSet<>(blobs)) {
            if (!store.renew(blob)) {
                wanted.add(blob);
            }
        }
        Queue<Blob> missing = new ConcurrentLinkedQueue<>(largestFirst(wanted));
        if (missing.isEmpty()) {
            return;
        }
        var received = new ReceivedBytes(missing, store, progress);
        ParallelWork.run(Math.min(lanes, missing.size()), "lockstep-download", () -> {
            var download = new Download(source, store, limit, pause, received);
            for (Blob blob = missing.poll(); blob != null; blob = missing.poll()) {
                download.fetch(blob);
            }
        });
    }

    /** So that no large payload is left for the end. */
    private static List<Blob> largestFirst(List<Blob> blobs) {
        return blobs.stream()
                .sorted(Comparator.comparingLong(Blob::length).reversed())
                .toList();
    }
}
