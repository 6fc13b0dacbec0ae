package dev.lockstep.core.transfer;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Work that somebody may break off while that loses nothing. Each step is named before it acts, and one from which there is no way
 * back is entered under the same lock under which the work is broken off: it is either broken off before that step, or not at all.
 *
 * <p>Work is asked to end at its next sign of progress. Work that shows none, such as a connection on which nothing comes, is
 * interrupted after a moment. Safe for use by several threads; one piece of work at a time.
 */
public final class Breakable {
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    private final Set<String> whole;
    private final Object lock = new Object();
    private Optional<Running> running = Optional.empty();

    /**
     * Work with steps that are done wholly or not at all.
     *
     * @param whole their names
     */
    public Breakable(Set<String> whole) {
        this.whole = Set.copyOf(whole);
    }

    /** How the attempt to break something off ended. */
    public sealed interface Attempt {
        /** Nothing is under way. */
        record Idle() implements Attempt {}

        /**
         * It is, or could be, broken off.
         *
         * @param operation what, by the word of the programming interface
         * @param step at which step
         * @param ended whether it has ended; else it does so in a moment
         */
        record BrokenOff(String operation, String step, boolean ended) implements Attempt {}

        /**
         * It has come too far.
         *
         * @param problem which says so, and what to do instead
         */
        record TooLate(Problem problem) implements Attempt {}
    }

    /** Work that tells its steps. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Progress progress) throws IOException, InterruptedException;
    }

    /**
     * Does something that may be broken off.
     *
     * @param operation what, by the word of the programming interface; its first step has that name, too
     * @throws ProblemException with {@code CANCELLED} if it was broken off, or as the work does
     */
    public <T> T run(String operation, Progress progress, Work<T> work) throws IOException, InterruptedException {
        Running own = new Running(Thread.currentThread(), operation);
        synchronized (lock) {
            running = Optional.of(own);
        }
        try {
            return work.run((step, done, total) -> {
                own.enter(step);
                progress.at(step, done, total);
            });
        } catch (IOException | InterruptedException | RuntimeException e) {
            Optional<Problem> broken = own.brokenOff();
            if (broken.isPresent()) {
                throw new ProblemException(broken.get(), e);
            }
            throw e;
        } finally {
            synchronized (lock) {
                if (own.broken) {
                    // What follows, such as the audit log, has to be written.
                    boolean unused = Thread.interrupted();
                }
                running = Optional.empty();
                lock.notifyAll();
            }
        }
    }

    /**
     * Breaks off what is under way, and waits for its end.
     */
    public Attempt breakOff() throws InterruptedException {
        synchronized (lock) {
            Attempt attempt = attempt();
            if (!(attempt instanceof Attempt.BrokenOff possible)) {
                return attempt;
            }
            Running own = running.orElseThrow();
            own.broken = true;
            long begun = System.nanoTime();
            long next = begun + PATIENCE.toNanos();
            while (isRunning(own) && System.nanoTime() - begun < ENDS_WITHIN.toNanos()) {
                TimeUnit.NANOSECONDS.timedWait(lock, AGAIN.toNanos() / 2);
                if (isRunning(own) && System.nanoTime() >= next) {
                    own.thread.interrupt();
                    next = System.nanoTime() + AGAIN.toNanos();
                }
            }
            return new Attempt.BrokenOff(possible.operation(), possible.step(), !isRunning(own));
        }
    }

    private boolean isRunning(Running own) {
        return running.filter(now -> now == own).isPresent();
    }

    /** What {@link #breakOff} would do now. */
    public Attempt attempt() {
        synchronized (lock) {
            return running.<Attempt>map(Running::attempt).orElseGet(Attempt.Idle::new);
        }
    }

    private final class Running {
        private final Thread thread;
        private final String operation;
        private String step;
        private boolean broken;

        Running(Thread thread, String operation) {
            this.thread = thread;
            this.operation = operation;
            this.step = operation;
        }

        void enter(String next) {
            synchronized (lock) {
                brokenOff().ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
                step = next;
            }
        }

        Optional<Problem> brokenOff() {
            synchronized (lock) {
                return broken
                        ? Optional.of(Problem.of(
                                ProblemCode.CANCELLED,
                                Map.of("operation", word("operation", operation), "step", word("step", step))))
                        : Optional.empty();
            }
        }

        Attempt attempt() {
            return whole.contains(step)
                    ? new Attempt.TooLate(Problem.of(
                            ProblemCode.CANCEL_TOO_LATE,
                            Map.of("operation", word("operation", operation), "step", word("step", step))))
                    : new Attempt.BrokenOff(operation, step, false);
        }
    }

    /** A word of the programming interface as people say it. */
    public static Sentence word(String kind, String word) {
        Sentence known = Sentence.of(kind + "." + word.replace(' ', '-'));
        return Sentence.isKnown(known.key()) ? known : Sentence.said(word);
    }
}
