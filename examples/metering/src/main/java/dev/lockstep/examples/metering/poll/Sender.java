package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends what the journal holds to the metering server, oldest first, and lets go only of what was acknowledged.
 *
 * <p>While the server is away it tries again, ever more slowly up to two seconds; collecting goes on meanwhile.
 */
final class Sender implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Sender.class.getName());
    private static final int BATCH = 500;
    private static final long IDLE_MILLIS = 200;
    private static final long SLOWEST_MILLIS = 2000;

    private final Journal journal;
    private final HttpCalls http;
    private final URI target;
    private final String version;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    private final Thread thread = new Thread(this::run, "sender");

    Sender(Journal journal, HttpCalls http, URI target, String version) {
        this.journal = journal;
        this.http = http;
        this.target = target;
        this.version = version;
    }

    void start() {
        thread.start();
    }

    /** How many readings the server has acknowledged since this start. */
    long sent() {
        return sent.get();
    }

    /** Why the last batch did not reach the server; empty when it did. */
    Optional<String> trouble() {
        return trouble.get();
    }

    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void run() {
        long pause = IDLE_MILLIS;
        try {
            while (!stopped.await(pause, TimeUnit.MILLISECONDS)) {
                pause = sendAll() ? IDLE_MILLIS : Math.min(SLOWEST_MILLIS, pause * 2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean sendAll() throws InterruptedException {
        try {
            List<Reading> batch = journal.oldest(BATCH);
            while (!batch.isEmpty()) {
                send(batch);
                journal.acknowledge(batch);
                sent.addAndGet(batch.size());
                batch = journal.oldest(BATCH);
            }
            trouble.set(Optional.empty());
            return true;
        } catch (IOException | BadInput | RuntimeException e) {
            String reason = e.getMessage() == null ? target + " does not answer" : e.getMessage();
            if (trouble.getAndSet(Optional.of(reason)).isEmpty()) {
                LOG.log(Level.WARNING, "The server does not take readings: {0}", reason);
            }
            return false;
        }
    }

    private void send(List<Reading> batch) throws IOException, InterruptedException, BadInput {
        List<Map<String, Object>> readings =
                batch.stream().map(ReadingMessage::of).toList();
        HttpCalls.Reply reply = http.post(target, Map.of("version", version, "readings", readings));
        if (!reply.ok()) {
            throw new IOException(reply.message());
        }
        // The server names what it stored, so that an answer of something else on this port frees nothing.
        if (reply.body().integer("acknowledged") != batch.size()) {
            throw new IOException("The server acknowledged another number of readings than were sent.");
        }
    }
}
