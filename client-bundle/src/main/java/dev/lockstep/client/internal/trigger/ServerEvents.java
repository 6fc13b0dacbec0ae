package dev.lockstep.client.internal.trigger;

import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the server's events (WHATWG server-sent events), so that assignments arrive at once. While there is no connection,
 * the schedule does the same, only later.
 */
public final class ServerEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerEvents.class);
    private static final String PATH = "api/v1/events";
    private static final int LONGEST_LINE = 8192;
    /** The pause of a computer that waits to be admitted: that after this many failures. */
    private static final int WAITING = 3;

    private final Supplier<Optional<Transport>> server;
    private final Runnable assigned;
    private final Backoff backoff;
    private final DoubleSupplier random;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile boolean closed;
    private boolean atOnce;

    /**
     * Begins to listen.
     *
     * @param server the server of this moment; empty while there is none to listen to
     * @param assigned called when it has assigned something; a server also says so at the beginning of a connection, for
     *     something may have been missed
     * @param backoff the pauses between attempts; each varies by half, for a thousand others have just lost the same server
     * @param random from 0 to 1
     */
    public ServerEvents(
            Supplier<Optional<Transport>> server, Runnable assigned, Backoff backoff, DoubleSupplier random) {
        this.server = server;
        this.assigned = assigned;
        this.backoff = backoff;
        this.random = random;
        this.thread = new Thread(this::listen, "lockstep-events");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        int failures = 0;
        while (!closed) {
            long since = System.nanoTime();
            Optional<Transport> now = server.get();
            Optional<Problem> problem = Optional.empty();
            if (now.isPresent()) {
                try {
                    listen(now.get());
                } catch (IOException | ProblemException e) {
                    problem = e instanceof ProblemException told ? Optional.of(told.problem()) : Optional.empty();
                    LOG.debug(
                            "The events of {} broke off; they are asked for again.",
                            now.get().sourceName(),
                            e);
                }
            }
            boolean good = Duration.ofNanos(System.nanoTime() - since).compareTo(backoff.goodAfter()) >= 0;
            failures = good ? 1 : failures + 1;
            // An administrator may admit it at any moment, so it asks more often.
            boolean waiting = problem.filter(told -> told.code() == ProblemCode.COMPUTER_WAITING)
                    .isPresent();
            failures = waiting ? Math.min(failures, WAITING) : failures;
            boolean whole = pause(next(failures, problem), good);
            failures = whole ? failures : 0;
        }
    }

    private Duration next(int failures, Optional<Problem> problem) {
        double variation = random.getAsDouble();
        Duration usual = times(backoff.pause(failures), 0.5 + variation);
        // A server that sends many away does not want them back in the same second.
        Duration asked = times(problem.map(Schedule::retryAfter).orElse(Duration.ZERO), 1 + variation / 2);
        return asked.compareTo(usual) > 0 ? asked : usual;
    }

    private static Duration times(Duration pause, double factor) {
        return Duration.ofNanos(Math.round(pause.toNanos() * factor));
    }

    private void listen(Transport transport) throws IOException {
        Optional<Transport.Content> events = transport.open(PATH, 0);
        if (events.isEmpty()) {
            throw new IOException(transport.sourceName() + " has no events");
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(events.get().body(), StandardCharsets.UTF_8))) {
            String event = "";
            for (Optional<String> read = line(lines); read.isPresent() && !closed; read = line(lines)) {
                String line = read.get();
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.isEmpty()) {
                    if (event.equals("assignment")) {
                        assigned.run();
                    }
                    event = "";
                } else if (line.startsWith(":") && !isStill(transport)) {
                    return;
                }
            }
        }
    }

    /** The server sends a comment every few seconds, so a change of the settings is noticed soon. */
    private boolean isStill(Transport transport) {
        return server.get()
                .map(now -> now.sourceName().equals(transport.sourceName()))
                .orElse(false);
    }

    /** A line of the stream; empty at its end. What comes from the network has a limit. */
    private static Optional<String> line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                return Optional.of(line.toString());
            }
            if (c != '\r') {
                line.append((char) c);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("an event is longer than " + LONGEST_LINE + " characters");
            }
        }
        return Optional.empty();
    }

    /**
     * Ends a pause between two attempts: there is a new server, or the one there was has just answered. A computer that waited long
     * for its server hears it from then on, not only at the end of its last and longest pause.
     */
    public void listenAtOnce() {
        lock.lock();
        try {
            atOnce = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, and says whether it was for the whole pause. One after a good connection is kept: a thousand others have just lost it too. */
    private boolean pause(Duration pause, boolean afterGood) {
        lock.lock();
        try {
            atOnce &= !afterGood;
            long left = pause.toNanos();
            while (left > 0 && !closed && !atOnce) {
                left = woken.awaitNanos(left);
            }
            boolean whole = !atOnce;
            atOnce = false;
            return whole;
        } catch (InterruptedException e) {
            LOG.debug("Woken to end.");
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            TimeUnit.SECONDS.timedJoin(thread, 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
