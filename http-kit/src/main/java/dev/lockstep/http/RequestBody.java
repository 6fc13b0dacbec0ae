package dev.lockstep.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Collects the body of a request without a thread that waits: who sends a byte at a time holds a connection, nothing more.
 *
 * <p>It is bounded twice: each body by its own limit, and all bodies that are under way together.
 */
public final class RequestBody implements Runnable {
    private final Content.Source source;
    private final int maximumBytes;
    private final Budget budget;
    private final Consumer<Outcome> consumer;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private RequestBody(Content.Source source, int maximumBytes, Budget budget, Consumer<Outcome> consumer) {
        this.source = source;
        this.maximumBytes = maximumBytes;
        this.budget = budget;
        this.consumer = consumer;
    }

    /** Whether a body is JSON, as its header says. Any page can make a browser send forms and plain text, but not JSON. */
    public static boolean isJson(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && MimeTypes.getBase(type).equalsIgnoreCase("application/json");
    }

    /** Calls {@code consumer} once, when the body is complete or cannot be. */
    public static void collect(Content.Source source, int maximumBytes, Budget budget, Consumer<Outcome> consumer) {
        new RequestBody(source, maximumBytes, budget, consumer).run();
    }

    /** Reads what is available, and is called again when there is more. */
    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                end(new Outcome.Broken(chunk.getFailure()));
                return;
            }
            boolean last = chunk.isLast();
            boolean fits = take(chunk.getByteBuffer());
            chunk.release();
            if (!fits || last) {
                end(fits ? new Outcome.Complete(received) : new Outcome.TooLong());
                return;
            }
        }
    }

    private boolean take(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (received.size() + length > maximumBytes || !budget.take(length)) {
            return false;
        }
        byte[] copy = new byte[length];
        bytes.get(copy);
        received.write(copy, 0, length);
        return true;
    }

    private void end(Outcome outcome) {
        budget.giveBack(received.size());
        consumer.accept(outcome);
    }

    /** The bytes that all bodies together may have while they are collected. Safe for use by several threads. */
    public static final class Budget {
        private final AtomicLong left;

        /** As many as may be under way. */
        public Budget(long bytes) {
            this.left = new AtomicLong(bytes);
        }

        private boolean take(int bytes) {
            if (left.addAndGet(-bytes) >= 0) {
                return true;
            }
            giveBack(bytes);
            return false;
        }

        private void giveBack(int bytes) {
            left.addAndGet(bytes);
        }
    }

    /** How the collection of a body ended. */
    public sealed interface Outcome {
        /**
         * All of it is there.
         *
         * @param bytes what was received
         */
        record Complete(ByteArrayOutputStream bytes) implements Outcome {}

        /** It is longer than it may be. */
        record TooLong() implements Outcome {}

        /**
         * The client or the connection broke off.
         *
         * @param cause why
         */
        record Broken(Throwable cause) implements Outcome {}
    }
}
