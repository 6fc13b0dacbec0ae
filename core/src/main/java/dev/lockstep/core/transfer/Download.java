package dev.lockstep.core.transfer;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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
    private static final Set<ProblemCode> COMPLAINED_OF = EnumSet.of(
            ProblemCode.PAYLOAD_ALTERED,
            ProblemCode.PAYLOAD_TRUNCATED,
            ProblemCode.PAYLOAD_OVERSIZED,
            ProblemCode.PAYLOAD_MISSING);

    private final Transport source;
    private final ContentStore store;
    private final RateLimit limit;
    private final Pause pause;
    private final ReceivedBytes received;
    /** Each payload is complained of once. */
    private final Set<Digest> complaints = new HashSet<>();

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

    /**
     * The part that was kept may be the altered one, and from another server, so once it is begun anew. A server whose copy is
     * wrong is told, and asked once more if it has taken that copy out.
     */
    private boolean received(Blob blob, Transport server) throws IOException {
        boolean kept = store.received(blob) > 0;
        Optional<ProblemException> wrong = attempt(blob, server);
        if (kept && wrong.map(Download::code).equals(Optional.of(ProblemCode.PAYLOAD_ALTERED))) {
            wrong = attempt(blob, server);
        }
        if (wrong.map(Download::code).filter(COMPLAINED_OF::contains).isPresent() && complaints.add(blob.digest())) {
            wrong = complained(blob, server, wrong.get());
        }
        if (wrong.isPresent()) {
            throw named(wrong.get(), server);
        }
        return true;
    }

    private Optional<ProblemException> complained(Blob blob, Transport server, ProblemException wrong)
            throws IOException {
        Optional<Verdict> verdict = new PayloadComplaint(blob.digest()).to(server);
        if (verdict.equals(Optional.of(Verdict.SOUND)) && code(wrong) == ProblemCode.PAYLOAD_ALTERED) {
            return Optional.of(new ProblemException(wrong.problem().with(Problem.VARIANT, "on-the-way"), wrong));
        }
        return verdict.equals(Optional.of(Verdict.DAMAGED)) ? attempt(blob, server) : Optional.of(wrong);
    }

    private Optional<ProblemException> attempt(Blob blob, Transport server) throws IOException {
        try {
            receive(blob, server);
            return Optional.empty();
        } catch (ProblemException e) {
            if (code(e) == ProblemCode.PAYLOAD_ALTERED) {
                received.add(-blob.length());
            }
            return Optional.of(e);
        }
    }

    private static ProblemCode code(ProblemException e) {
        return e.problem().code();
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
