package dev.lockstep.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The body of an answer as a stream that does not wait for ever: neither for a server that falls silent nor for one that
 * sends a byte now and then; and for a document, which is small, not long altogether. For one reader; the HTTP client's threads
 * deliver.
 *
 * <p>Only time spent waiting for the network counts, so a reader that takes its time (a rate limit) is not mistaken for a
 * slow server.
 */
final class GuardedBody extends InputStream implements BodySubscriber<InputStream> {
    private static final Subscription CLOSED = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final HttpLimits limits;
    private final Pace pace;
    private final Duration idle;
    private final HttpFailures failures;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final AtomicReference<Subscription> subscription = new AtomicReference<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private boolean ended;
    private long received;
    private long waitedNanos;
    private long waitedInAllNanos;
    private long bytesInWindow;

    /**
     * A body.
     *
     * @param pace how fast it has to come
     */
    GuardedBody(HttpLimits limits, Pace pace, HttpFailures failures) {
        this.limits = limits;
        this.pace = pace;
        // Between two of its signs of life a stream of events is silent for longer than an administrator may want to
        // wait.
        boolean needsMore = pace == Pace.EVENTS && limits.idle().compareTo(HttpLimits.USUAL.idle()) < 0;
        this.idle = needsMore ? HttpLimits.USUAL.idle() : limits.idle();
        this.failures = failures;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        if (subscription.compareAndSet(null, given)) {
            given.request(1);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        pieces.add(new Piece(item, Optional.empty(), false));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(List.of(), Optional.of(failure), true));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), Optional.empty(), true));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (buffers.isEmpty()) {
            if (ended) {
                return -1;
            }
            await();
        }
        ByteBuffer buffer = buffers.getFirst();
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        if (!buffer.hasRemaining()) {
            buffers.removeFirst();
        }
        return count;
    }

    private void await() throws IOException {
        long before = System.nanoTime();
        Piece piece;
        try {
            piece = pieces.poll(Math.min(idle.toNanos(), left()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new InterruptedIOException("interrupted while a download was under way");
        }
        long waited = System.nanoTime() - before;
        waitedNanos += waited;
        waitedInAllNanos += waited;
        refuseLength();
        if (piece == null) {
            close();
            throw failures.silent(idle);
        }
        take(piece);
        refuseSlowness();
    }

    private long left() {
        return pace == Pace.DOCUMENT ? Math.max(1, limits.document().toNanos() - waitedInAllNanos) : Long.MAX_VALUE;
    }

    private void refuseLength() throws IOException {
        if (pace == Pace.DOCUMENT && waitedInAllNanos >= limits.document().toNanos()) {
            close();
            throw failures.slow(received, limits.document());
        }
    }

    private void take(Piece piece) throws IOException {
        if (piece.failure().isPresent()) {
            ended = true;
            throw failures.broken(piece.failure().get(), received);
        }
        if (piece.last()) {
            ended = true;
            return;
        }
        for (ByteBuffer buffer : piece.buffers()) {
            if (buffer.hasRemaining()) {
                received += buffer.remaining();
                bytesInWindow += buffer.remaining();
                buffers.addLast(buffer);
            }
        }
        subscription.get().request(1);
    }

    private void refuseSlowness() throws IOException {
        if (pace == Pace.EVENTS || ended || waitedNanos < limits.slowWindow().toNanos()) {
            return;
        }
        if (bytesInWindow < limits.slowBytes()) {
            close();
            throw failures.slow(bytesInWindow, limits.slowWindow());
        }
        waitedNanos = 0;
        bytesInWindow = 0;
    }

    @Override
    public int available() {
        return buffers.isEmpty() ? 0 : buffers.getFirst().remaining();
    }

    @Override
    public void close() {
        ended = true;
        buffers.clear();
        Subscription open = subscription.getAndSet(CLOSED);
        if (open != null) {
            open.cancel();
        }
    }

    /** How fast a body has to come. */
    enum Pace {
        /** A stream of events: there may be little news, and it has no end. */
        EVENTS,
        /** As large as its signed length says: it may take long, but not come slowly. */
        PAYLOAD,
        /** Anything else: it is small. */
        DOCUMENT
    }

    /**
     * What the client's threads hand over: bytes, or the failure that ended them.
     *
     * @param buffers the bytes
     * @param failure why there are no more
     * @param last whether nothing comes after it
     */
    private record Piece(List<ByteBuffer> buffers, Optional<Throwable> failure, boolean last) {}
}
