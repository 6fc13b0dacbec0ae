package dev.lockstep.fleet.internal.http;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * One client that listens for events.
 *
 * <p>No thread waits for it, and at most one frame does: a newer event takes the place of one that the client was too slow
 * for, because only the newest assignment matters.
 */
final class EventStream extends IteratingCallback {
    private static final byte[] END = {};

    private final Response response;
    private final Callback exchange;
    private final Consumer<EventStream> ended;
    private final AtomicReference<byte[]> next = new AtomicReference<>();
    private final AtomicBoolean complete = new AtomicBoolean();
    private final AtomicInteger beatsWithoutProgress = new AtomicInteger();
    private volatile boolean writing;

    EventStream(Response response, Callback exchange, Consumer<EventStream> ended) {
        this.response = response;
        this.exchange = exchange;
        this.ended = ended;
    }

    /** Sends a frame, in place of any that still waits. */
    void send(byte[] frame) {
        next.set(frame);
        iterate();
    }

    /**
     * Sends a comment if nothing else is to be sent, so that both sides notice a dead connection.
     *
     * @return false if the client has taken nothing since {@code patience} beats
     */
    boolean beat(byte[] comment, int patience) {
        if (writing) {
            return beatsWithoutProgress.incrementAndGet() < patience;
        }
        if (next.compareAndSet(null, comment)) {
            iterate();
        }
        return true;
    }

    /** Ends the stream in order; the client will come again. */
    void end() {
        send(END);
    }

    /** Gives the client up, although it has not taken what was sent. */
    void drop(Throwable reason) {
        complete(() -> exchange.failed(reason));
    }

    /** Whether the client has not yet taken what was sent. */
    boolean isWriting() {
        return writing;
    }

    @Override
    protected Action process() {
        byte[] frame = next.getAndSet(null);
        if (frame == null) {
            return Action.IDLE;
        }
        if (frame == END) {
            return Action.SUCCEEDED;
        }
        beatsWithoutProgress.set(0);
        writing = true;
        response.write(false, ByteBuffer.wrap(frame), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onSuccess() {
        writing = false;
    }

    @Override
    protected void onCompleteSuccess() {
        complete(exchange::succeeded);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        complete(() -> exchange.failed(cause));
    }

    /** Once: a client that is dropped also fails the write that waits for it. */
    private void complete(Runnable completion) {
        if (complete.compareAndSet(false, true)) {
            ended.accept(this);
            completion.run();
        }
    }
}
