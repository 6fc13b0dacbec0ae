package dev.lockstep.core.transfer;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Fetches one payload after the other, and retries when the connection breaks. For one thread. */
final class Download {
    private static final int ATTEMPTS = 5;
    /** An attempt that brings less than this counts as a failure, or a source that trickles bytes would be retried for ever. */
    private static final long PROGRESS = 16 << 10;

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Set<ProblemCode> BROKEN =
            EnumSet.of(ProblemCode.SOURCE_UNREACHABLE, ProblemCode.SOURCE_TIMEOUT, ProblemCode.PAYLOAD_TRUNCATED);

    private final Transport source;
    private final ContentStore store;
    private final RateLimit limit;
    private final Pause pause;
    private final ReceivedBytes received;

    Download(Transport source, ContentStore store, RateLimit limit, Pause pause, ReceivedBytes received) {
        this.source = source;
        this.store = store;
        this.limit = limit;
        this.pause = pause;
        this.received = received;
    }

    void fetch(Blob blob) throws IOException {
        int failures = 0;
        long before = store.received(blob);
        while (true) {
            try {
                boolean unused = source.tryEach(server -> received(blob, server));
                return;
            } catch (ProblemException e) {
                ProblemCode code = e.problem().code();
                long now = store.received(blob);
                if (BROKEN.contains(code)) {
                    failures = now - before >= PROGRESS ? 1 : failures + 1;
                    if (failures == ATTEMPTS) {
                        throw e;
                    }
                    await(FIRST_PAUSE << (failures - 1));
                } else {
                    throw e;
                }
                before = now;
            }
        }
    }

    /** The part that was kept may be the altered one, and from another server, so once it is begun anew. */
    private boolean received(Blob blob, Transport server) throws IOException {
        long before = store.received(blob);
        try {
            receive(blob, server);
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.PAYLOAD_ALTERED) {
                received.add(-blob.length());
            }
            if (e.problem().code() != ProblemCode.PAYLOAD_ALTERED || before == 0) {
                throw named(e, server);
            }
            again(blob, server);
        }
        return true;
    }

    private void again(Blob blob, Transport server) throws IOException {
        try {
            receive(blob, server);
        } catch (ProblemException e) {
            throw named(e, server);
        }
    }

    private void receive(Blob blob, Transport server) throws IOException {
        String path = "targets/" + blob.digest().path();
        long known = store.received(blob);
        try (ContentStore.Reception reception = store.receive(blob)) {
            // Another transfer, or a power cut, may have changed what there is.
            received.add(reception.position() - known);
            if (reception.position() < blob.length()) {
                try (Transport.Content content = server.open(path, reception.position())
                        .orElseThrow(() -> ProblemException.of(
                                ProblemCode.PAYLOAD_MISSING, Map.of("address", server.sourceName(), "file", path)))) {
                    copy(content, reception);
                }
            }
            reception.commit();
        }
    }

    private void copy(Transport.Content content, ContentStore.Reception reception) throws IOException {
        InputStream body = content.body();
        long unwanted = reception.position() - content.offset();
        byte[] buffer = new byte[limit.piece()];
        int count = body.read(buffer);
        while (count >= 0) {
            limit.acquire(count);
            int skipped = (int) Math.min(unwanted, count);
            unwanted -= skipped;
            if (count > skipped) {
                reception.write(buffer, skipped, count - skipped);
                received.add(count - skipped);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while a payload was received");
            }
            count = body.read(buffer, 0, Math.min(buffer.length, limit.piece()));
        }
    }

    private void await(long nanos) throws InterruptedIOException {
        try {
            pause.nanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a broken download waited");
        }
    }

    /** The store does not know where the bytes came from. */
    private static ProblemException named(ProblemException e, Transport server) {
        return e.problem().code().code().startsWith("LS-PAYLOAD-")
                ? new ProblemException(e.problem().with("address", server.sourceName()), e)
                : e;
    }
}
