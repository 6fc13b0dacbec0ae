package dev.lockstep.client.internal.trigger;

import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.core.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the cycle by schedule, and at once when something has happened. Each pause varies by a tenth, so that a thousand computers
 * that were switched on together do not ask together for ever; after an error the cycle is run again sooner, with pauses that
 * double, but not before the time that the server asked for.
 */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Backoff AFTER_ERRORS =
            new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15), Duration.ZERO);
    private static final long LONGEST_RETRY_AFTER = Duration.ofDays(1).toSeconds();

    private final ScheduledExecutorService executor;
    private final Supplier<Optional<Problem>> cycle;
    private final Supplier<Duration> interval;
    private final DoubleSupplier random;
    private Optional<ScheduledFuture<?>> next = Optional.empty();
    private int failures;

    /**
     * A schedule that has not begun.
     *
     * @param cycle says why it should be run again soon
     * @param interval between two cycles
     * @param random from 0 to 1
     */
    public Schedule(Supplier<Optional<Problem>> cycle, Supplier<Duration> interval, DoubleSupplier random) {
        this.cycle = cycle;
        this.interval = interval;
        this.random = random;
        this.executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lockstep-schedule");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the cycle as soon as the one that may be running has ended; two calls before that are one. */
    public void runSoon() {
        runAfter(Duration.ZERO);
    }

    /** Runs the cycle after a pause, unless it runs before. */
    public synchronized void runAfter(Duration pause) {
        boolean sooner =
                next.isEmpty() || next.get().isDone() || next.get().getDelay(TimeUnit.MILLISECONDS) > pause.toMillis();
        if (sooner && !executor.isShutdown()) {
            next.ifPresent(planned -> planned.cancel(false));
            next = Optional.of(executor.schedule(this::run, pause.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void run() {
        synchronized (this) {
            next = Optional.empty();
        }
        Optional<Problem> problem = Optional.empty();
        try {
            problem = cycle.get();
            failures = problem.isPresent() ? failures + 1 : 0;
        } catch (RuntimeException e) {
            if (executor.isShutdown()) {
                LOG.debug("A check was broken off by the end of this node.", e);
                return;
            }
            failures++;
            LOG.error("A check ended with an error of Lockstep itself; it is tried again.", e);
        }
        runAfter(pause(problem));
    }

    private Duration pause(Optional<Problem> problem) {
        Duration usual = interval.get();
        Duration pause = failures > 0 ? AFTER_ERRORS.pause(failures) : usual;
        Duration varied = Duration.ofMillis(Math.round(
                (pause.compareTo(usual) < 0 ? pause : usual).toMillis() * (0.9 + 0.2 * random.getAsDouble())));
        Duration asked = problem.map(Schedule::retryAfter).orElse(Duration.ZERO);
        return asked.compareTo(varied) > 0 ? asked : varied;
    }

    /** How long a server asked to be left alone, a day at most; zero if it did not. */
    static Duration retryAfter(Problem problem) {
        String seconds = problem.facts().getOrDefault("retryAfter", "");
        return seconds.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Math.min(LONGEST_RETRY_AFTER, Long.parseLong(seconds)))
                : Duration.ZERO;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
