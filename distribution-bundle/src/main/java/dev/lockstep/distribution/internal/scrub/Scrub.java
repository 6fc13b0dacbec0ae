package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.ContentStore.Finding;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Pause;
import dev.lockstep.core.transfer.RateLimit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all payloads of the store from time to time, slowly and with the lowest priority, and fetches again what the distribution
 * folder has lost, as long as it takes. A restart goes on where the round was.
 */
public final class Scrub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    /** Nobody complained. */
    private static final String BY = "";

    /** A node that starts has better things to do. */
    private static final Duration AFTER_START = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofHours(1);
    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(15);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration REMEMBER = Duration.ofSeconds(30);

    private final ContentStore store;
    private final Inspections inspections;
    private final Supplier<Optional<Problem>> repair;
    private final Duration interval;
    private final RateLimit limit;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = executor("lockstep-scrub");
    private final ScheduledExecutorService repairs = executor("lockstep-repair");
    private Optional<ScheduledFuture<?>> next = Optional.empty();
    private int failures;

    /**
     * A scrub that begins some time after the start of the node.
     *
     * @param repair fetches again what the distribution folder has lost; says why it could not
     * @param interval from the beginning of a round to that of the next; zero for never
     * @param bytesPerSecond how fast it reads at most
     */
    public Scrub(
            ContentStore store,
            Inspections inspections,
            Supplier<Optional<Problem>> repair,
            Duration interval,
            LongSupplier bytesPerSecond,
            InstantSource clock) {
        this.store = store;
        this.inspections = inspections;
        this.repair = repair;
        this.interval = interval;
        this.limit = new RateLimit(bytesPerSecond, System::nanoTime, Pause.REAL);
        this.clock = clock;
        if (!interval.isZero()) {
            ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                    this::roundIfDue, AFTER_START.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        }
        if (inspections.isIncomplete()) {
            repairSoon(SOONEST);
        }
    }

    /** The priority is a courtesy: nothing depends on it. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static ScheduledExecutorService executor(String name) {
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
        made.setRemoveOnCancelPolicy(true);
        return made;
    }

    /** Something is missing that was there: it is fetched again at once. */
    public void lost() {
        repairSoon(Duration.ZERO);
    }

    /** Something was found damaged: a disk that lost one payload may have lost others, so all of them are read now. */
    public synchronized void damaged() {
        repairSoon(Duration.ZERO);
        if (!interval.isZero() && !thread.isShutdown()) {
            thread.execute(() -> round(inspections.state().after().isEmpty()));
        }
    }

    private void roundIfDue() {
        ScrubState state = inspections.state();
        boolean due = state.begun()
                .map(begun -> !begun.plus(interval).isAfter(clock.instant()))
                .orElse(true);
        if (due || state.after().isPresent()) {
            round(due);
        }
    }

    /** Reads on; {@code anew}, from the first payload. */
    void round(boolean anew) {
        try {
            if (anew) {
                inspections.change(state -> state.begins(clock.instant()));
            }
            boolean damaged = read(inspections.state().after());
            inspections.change(state -> state.ends(clock.instant()));
            if (damaged) {
                repairSoon(Duration.ZERO);
            }
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            LOG.debug("The node stops; the check of the payloads goes on after its start.");
        } catch (IOException e) {
            LOG.warn("The payloads in {} could not be checked: {}", store.folder(), e.toString());
        } catch (RuntimeException e) {
            LOG.error("The check of the payloads ended with an error of Lockstep itself.", e);
        }
    }

    private boolean read(Optional<Digest> after) throws IOException {
        boolean damaged = false;
        Instant told = clock.instant();
        NavigableSet<Digest> payloads = store.payloads();
        for (Digest payload : after.map(last -> payloads.tailSet(last, false)).orElse(payloads)) {
            damaged |= look(payload);
            if (!told.plus(REMEMBER).isAfter(clock.instant())) {
                told = clock.instant();
                inspections.change(state -> state.at(payload));
            }
        }
        return damaged;
    }

    /** One that cannot be opened now is looked at in the next round. */
    private boolean look(Digest payload) throws InterruptedIOException, ClosedByInterruptException {
        try {
            return inspections.look(payload, limit, BY) == Finding.DAMAGED;
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("Payload {} could not be checked: {}", payload, e.toString());
            return false;
        }
    }

    private synchronized void repairSoon(Duration pause) {
        boolean sooner =
                next.isEmpty() || next.get().isDone() || next.get().getDelay(TimeUnit.MILLISECONDS) > pause.toMillis();
        if (sooner && !repairs.isShutdown()) {
            next.ifPresent(planned -> planned.cancel(false));
            next = Optional.of(repairs.schedule(this::repair, pause.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void repair() {
        synchronized (this) {
            next = Optional.empty();
        }
        Optional<Problem> problem;
        try {
            problem = repair.get();
        } catch (RuntimeException e) {
            LOG.error("Lost payloads could not be fetched because of an error of Lockstep itself.", e);
            return;
        }
        inspections.settle(problem);
        if (problem.isEmpty()) {
            failures = 0;
            return;
        }
        LOG.warn("Lost payloads cannot be fetched again now, which is tried again: {}", problem.get());
        long pause = SOONEST.toMillis() << Math.min(failures, 10);
        failures++;
        repairSoon(Duration.ofMillis(Math.min(LATEST.toMillis(), pause)));
    }

    /** Nothing is written any more when this returns. */
    @Override
    public void close() {
        synchronized (this) {
            thread.shutdownNow();
            repairs.shutdownNow();
        }
        try {
            boolean unused = thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)
                    && repairs.awaitTermination(END.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
