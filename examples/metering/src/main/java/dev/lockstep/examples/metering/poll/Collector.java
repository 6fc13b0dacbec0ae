package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Gate;
import dev.lockstep.examples.metering.common.MeterConnection;
import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Polls the meters: each session reads a meter from where the journal ends until nothing new is there.
 *
 * <p>A session begins only while the {@link Gate} is open, and always runs to its end.
 */
final class Collector implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Collector.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int CHUNK = 500;
    private static final int MAX_THREADS = 4;

    private final PollSettings settings;
    private final Journal journal;
    private final Gate gate;
    private final ScheduledExecutorService timer;
    private final Map<String, Optional<String>> outcomes = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    Collector(PollSettings settings, Journal journal, Gate gate) {
        this.settings = settings;
        this.journal = journal;
        this.gate = gate;
        timer = Executors.newScheduledThreadPool(
                Math.min(MAX_THREADS, settings.meters().size()));
    }

    void start() {
        for (MeterAddress meter : settings.meters()) {
            ScheduledFuture<?> ignored = timer.scheduleWithFixedDelay(
                    () -> session(meter), 0, settings.period().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Why no meter could be read the last time; empty when at least one could. */
    Optional<String> trouble() {
        if (outcomes.size() < settings.meters().size()) {
            return Optional.of("The first session with each meter has not ended yet.");
        }
        if (outcomes.values().stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return outcomes.values().iterator().next();
    }

    /** How many sessions have ended. */
    long sessions() {
        return sessions.get();
    }

    /** How many readings had left their meter's archive before they could be read. */
    long missed() {
        return missed.get();
    }

    /** The last error of each meter that could not be read. */
    Map<String, String> errors() {
        Map<String, String> errors = new TreeMap<>();
        outcomes.forEach((meter, error) -> error.ifPresent(text -> errors.put(meter, text)));
        return errors;
    }

    @Override
    public void close() throws InterruptedException {
        timer.shutdown();
        if (!timer.awaitTermination(ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
            timer.shutdownNow();
        }
    }

    private void session(MeterAddress meter) {
        if (!gate.enter()) {
            return;
        }
        try {
            collect(meter);
            note(meter, Optional.empty());
        } catch (IOException | BadInput | RuntimeException e) {
            note(meter, Optional.of("Meter " + meter.meter() + " could not be read: " + e.getMessage()));
        } finally {
            sessions.incrementAndGet();
            gate.leave();
        }
    }

    private void collect(MeterAddress meter) throws IOException, BadInput {
        if (journal.size() >= settings.bufferLimit()) {
            throw new IOException("the buffer is full; the readings wait in the meter's archive");
        }
        try (MeterConnection connection = new MeterConnection(meter.endpoint(), ANSWER)) {
            List<Reading> readings;
            do {
                long next = journal.lastTaken(meter.meter()) + 1;
                readings = connection.read(meter.meter(), next, CHUNK);
                if (!readings.isEmpty() && readings.get(0).sequence() > next) {
                    missed.addAndGet(readings.get(0).sequence() - next);
                    LOG.log(
                            Level.ERROR,
                            "Meter {0} no longer has its readings from {1} on: its archive is too small.",
                            meter.meter(),
                            Long.toString(next));
                }
                journal.append(readings);
            } while (readings.size() == CHUNK && gate.isOpen() && journal.size() < settings.bufferLimit());
        }
    }

    private void note(MeterAddress meter, Optional<String> error) {
        Optional<String> before = outcomes.put(meter.meter(), error);
        if (error.isPresent() && !error.equals(before)) {
            LOG.log(Level.WARNING, error.get());
        }
    }
}
