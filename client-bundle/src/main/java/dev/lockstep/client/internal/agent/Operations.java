package dev.lockstep.client.internal.agent;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Runs one operation at a time and reports its progress. Safe for use by several threads. */
final class Operations {
    private static final String IDLE = "idle";
    private static final String RECOVERY = "recovery";

    private final AtomicReference<String> running = new AtomicReference<>(RECOVERY);
    /** What nobody has asked for and is over soon. */
    private static final Set<String> SHORT = Set.of(RECOVERY, "check");

    private static final Duration WAIT = Duration.ofMinutes(2);

    /** Steps that change what runs: they are done wholly, or taken back. */
    private static final Set<String> WHOLE =
            Set.of(RECOVERY, "roll back", "deploy", "drain", "stop", "switch", "start", "watch", "restart");

    private final Breakable breakable = new Breakable(WHOLE);
    private final Object turn = new Object();
    private final Duration wait;
    private final Path data;
    private final Runnable changed;
    private volatile String phase = RECOVERY;
    private volatile String closed;

    /**
     * Nothing may run before {@link #recover}, which finishes what a power cut interrupted.
     *
     * @param data where this computer keeps what operations read and write
     * @param changed called when the phase changed
     */
    Operations(Path data, Runnable changed) {
        this(data, changed, WAIT);
    }

    /**
     * The same.
     *
     * @param wait how long what is short is waited for
     */
    Operations(Path data, Runnable changed, Duration wait) {
        this.data = data;
        this.changed = changed;
        this.wait = wait;
    }

    /**
     * Runs an operation.
     *
     * @param progress told of the steps, as the phase is
     * @throws ProblemException with {@code BUSY} if another one runs, or with what went wrong
     */
    <T> T run(String operation, Progress progress, Work<T> work) {
        begin(operation);
        phase(operation);
        return finish(operation, progress, work);
    }

    /** Takes the turn. A check, and what a start has to finish, are over soon and were not asked for: they are waited for. */
    private void begin(String operation) {
        long until = System.nanoTime() + wait.toNanos();
        synchronized (turn) {
            while (!running.compareAndSet(null, operation)) {
                String other = Optional.ofNullable(running.get()).orElse(phase);
                long left = until - System.nanoTime();
                if (!SHORT.contains(other) || left <= 0) {
                    throw busy(other);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(turn, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw failure(Sentence.of("node.stopping"), e);
                }
            }
        }
    }

    private static ProblemException busy(String other) {
        return ProblemException.of(ProblemCode.BUSY, Map.of("operation", Breakable.word("operation", other)));
    }

    /** Finds something out beside whatever is under way: it changes nothing, so it needs no turn. */
    <T> T beside(Progress progress, Work<T> work) {
        try {
            return work.run(progress);
        } catch (IOException e) {
            throw failure(DiskProblems.reason(e), e);
        } catch (InterruptedException e) {
            throw failure(Sentence.of("node.stopping"), e);
        }
    }

    /** Runs what has to be done before anything else. */
    <T> T recover(Work<T> work) {
        return finish(RECOVERY, Progress.SILENT, work);
    }

    private <T> T finish(String operation, Progress progress, Work<T> work) {
        try {
            return breakable.run(
                    operation,
                    (step, done, total) -> {
                        phase(step);
                        progress.at(step, done, total);
                    },
                    work::run);
        } catch (IOException e) {
            throw DiskProblems.local(data, e);
        } catch (InterruptedException e) {
            // Of a thread of the agent's own, which ends now; interrupted, it could not write what happened into the
            // audit log.
            throw failure(Sentence.of("node.stopping"), e);
        } finally {
            synchronized (turn) {
                running.set(closed);
                turn.notifyAll();
            }
            phase(closed == null ? IDLE : closed);
        }
    }

    private static ProblemException failure(Sentence reason, Exception cause) {
        return new ProblemException(Problem.of(ProblemCode.INTERNAL, Map.of("reason", reason)), cause);
    }

    /**
     * Breaks off what is under way, if nothing is lost by that, and waits for its end.
     *
     * @param simulate only say what would come of it
     */
    Breakable.Attempt breakOff(boolean simulate) {
        try {
            return simulate ? breakable.attempt() : breakable.breakOff();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(ProblemCode.DETACHED, Map.of()), e);
        }
    }

    /** From now on nothing else is run, because this process ends. */
    void close(String why) {
        closed = why;
    }

    /** What is being done, such as {@code idle} or {@code download}. */
    String phase() {
        return phase;
    }

    /** Whether nothing is being done, though something may be about to. */
    boolean isIdle() {
        return phase.equals(IDLE);
    }

    private void phase(String now) {
        if (!now.equals(phase)) {
            phase = now;
            changed.run();
        }
    }

    /** An operation that reports its steps. */
    @FunctionalInterface
    interface Work<T> {
        T run(Progress progress) throws IOException, InterruptedException;
    }
}
