package dev.lockstep.client.internal.agent;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Runs one operation at a time and reports its progress. Safe for use by several threads. */
final class Operations {
    private static final String IDLE = "idle";
    private static final String RECOVERY = "recovery";

    private final AtomicReference<String> running = new AtomicReference<>(RECOVERY);
    private final Runnable changed;
    private volatile String phase = RECOVERY;
    private volatile String closed;

    /**
     * Nothing may run before {@link #recover}, which finishes what a power cut interrupted.
     *
     * @param changed called when the phase changed
     */
    Operations(Runnable changed) {
        this.changed = changed;
    }

    /**
     * Runs an operation.
     *
     * @param progress told of the steps, as the phase is
     * @throws ProblemException with {@code BUSY} if another one runs, or with what went wrong
     */
    <T> T run(String operation, Progress progress, Work<T> work) {
        if (!running.compareAndSet(null, operation)) {
            String other = Optional.ofNullable(running.get()).orElse(phase);
            throw ProblemException.of(ProblemCode.BUSY, Map.of("operation", other));
        }
        phase(operation);
        return finish(progress, work);
    }

    /** Runs what has to be done before anything else. */
    <T> T recover(Work<T> work) {
        return finish(Progress.SILENT, work);
    }

    private <T> T finish(Progress progress, Work<T> work) {
        try {
            return work.run((step, done, total) -> {
                phase(step);
                progress.at(step, done, total);
            });
        } catch (IOException e) {
            throw failure(DiskProblems.reason(e), e);
        } catch (InterruptedException e) {
            // Of a thread of the agent's own, which ends now; interrupted, it could not write what happened into the
            // audit log.
            throw failure(Sentence.of("node.stopping"), e);
        } finally {
            running.set(closed);
            phase(closed == null ? IDLE : closed);
        }
    }

    private static ProblemException failure(Sentence reason, Exception cause) {
        return new ProblemException(Problem.of(ProblemCode.INTERNAL, Map.of("reason", reason)), cause);
    }

    /** From now on nothing else is run, because this process ends. */
    void close(String why) {
        closed = why;
    }

    /** What is being done, such as {@code idle} or {@code download}. */
    String phase() {
        return phase;
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
