package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts processes again that ended by themselves, each time after a longer pause. Safe for use by several threads. */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);

    private final Running running;
    private final Starter starter;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Backoff backoff;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong turns = new AtomicLong();
    private final Map<String, Failures> failing = new ConcurrentHashMap<>();

    KeepAlive(Running running, Starter starter, ScheduledExecutorService scheduler, Clock clock, Backoff backoff) {
        this.running = running;
        this.starter = starter;
        this.scheduler = scheduler;
        this.clock = clock;
        this.backoff = backoff;
    }

    /** From now on a component is started again when it ends. */
    void begin(Deployed component) {
        Kept now = new Kept(component, turns.incrementAndGet());
        kept.put(component.name(), now);
        watch(now, 0);
    }

    /** From now on it may end. */
    void end(Deployed component) {
        kept.remove(component.name());
        failing.remove(component.name());
    }

    /** What is wrong with a component that is kept alive; empty if it runs, and has done so for a good while. */
    Optional<Problem> problem(Deployed component) {
        return Optional.ofNullable(failing.get(component.name()))
                .flatMap(found -> found.problem(component, clock.instant(), backoff.goodAfter()));
    }

    private void watch(Kept watched, int failures) {
        try {
            Optional<ProcessHandle> process = running.of(watched.component());
            if (process.isPresent()) {
                Instant since = clock.instant();
                CompletableFuture<Void> unused = ProcessEnd.of(process.get(), scheduler)
                        .thenAcceptAsync(
                                ended -> restartLater(watched, backoff.failures(failures, since, clock.instant())),
                                scheduler);
            } else {
                restartLater(watched, failures + 1);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be watched; it is tried again.", watched.name(), e);
            restartLater(watched, failures + 1);
        }
    }

    private void restartLater(Kept watched, int failures) {
        if (!isKept(watched) || scheduler.isShutdown()) {
            return;
        }
        Duration pause = backoff.pause(failures);
        Instant now = clock.instant();
        // A good while without a failure ends the series.
        failing.compute(
                watched.name(),
                (name, before) -> Failures.ended(
                        Optional.ofNullable(before).filter(earlier -> failures > 1),
                        now,
                        now.plus(pause),
                        watched.log().lastLine()));
        LOG.warn(
                "{} ended by itself ({}). It is started again in {} ms.",
                watched.name(),
                watched.log().lastLine(),
                pause.toMillis());
        ScheduledFuture<?> unused =
                scheduler.schedule(() -> restart(watched, failures), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart(Kept watched, int failures) {
        try {
            starter.startIf(watched.component(), () -> isKept(watched));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be started; it is tried again.", watched.name(), e);
            restartLater(watched, failures + 1);
            return;
        }
        if (isKept(watched)) {
            failing.computeIfPresent(watched.name(), (name, before) -> before.startedAgain(clock.instant()));
            watch(watched, failures);
        }
    }

    private boolean isKept(Kept watched) {
        return watched.equals(kept.get(watched.name()));
    }

    /** Shortens the output of the processes that are kept alive, where it has become long. */
    void rotateLogs() {
        for (Kept watched : kept.values()) {
            try {
                watched.log().rotateIfLong();
            } catch (IOException e) {
                LOG.warn("The log {} cannot be shortened.", watched.log().file(), e);
            }
        }
    }

    /** Finds the process of a component. */
    @FunctionalInterface
    interface Running {
        Optional<ProcessHandle> of(Deployed component) throws IOException;
    }

    /** Starts a component if that is still wanted when nobody else starts or stops it. */
    @FunctionalInterface
    interface Starter {
        void startIf(Deployed component, BooleanSupplier wanted) throws IOException;
    }

    /** One time that somebody asked for a component to be kept alive; a later one takes its place. */
    private record Kept(Deployed component, long turn) {
        String name() {
            return component.name();
        }

        OutputLog log() {
            return new OutputLog(component.log());
        }
    }
}
