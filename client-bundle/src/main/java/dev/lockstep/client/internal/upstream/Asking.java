package dev.lockstep.client.internal.upstream;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One question to the source at a time, and nobody else waits for its answer: whoever wants to know what is known here already
 * gets it, however long the source is silent. Safe for use by several threads.
 */
final class Asking {
    /** With a question that is under way, until the source counts as silent. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<Problem> unanswered;
    private volatile Optional<Problem> silence = Optional.empty();

    /**
     * Nobody was asked yet.
     *
     * @param unanswered the problem that a question has waited for its answer for long
     */
    Asking(Supplier<Problem> unanswered) {
        this.unanswered = unanswered;
    }

    /** Asks the source; another question waits until this one is answered. */
    <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            T answer = question.get();
            silence = Optional.empty();
            return answer;
        } catch (ProblemException e) {
            silence = Optional.of(e.problem()).filter(problem -> problem.code().isSilence());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Does what asks nobody; if a question is under way, which changes what is known, what was known before it. */
    <T> T meanwhile(Supplier<T> known, Supplier<T> before) {
        if (!lock.tryLock()) {
            return before.get();
        }
        try {
            return known.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does what asks nobody, but must not be done while a question is under way. */
    <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Demands that it is worth asking the source for something that an answer would be nicer with.
     *
     * @throws ProblemException with what is wrong at the source, if it has not answered lately
     */
    void requireVoice() {
        if (lock.isHeldByCurrentThread()) {
            return;
        }
        silence.ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(unanswered.get());
            }
            lock.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(unanswered.get(), e);
        }
    }
}
