package dev.lockstep.client.internal.agent;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Does each piece of work in a thread of its own, in the name of whoever asked for it. Who waits for the end may stop waiting, with
 * Ctrl-C at the console or by closing the connection, and nothing is broken off. Safe for use by several threads.
 */
final class OwnThread {
    private static final Duration END_WITHIN = Duration.ofSeconds(30);

    private final Set<Thread> working = ConcurrentHashMap.newKeySet();

    /**
     * Does something, and waits for its end.
     *
     * @param progress told how far it has come, for as long as somebody waits
     * @throws ProblemException with {@code DETACHED} if the waiting thread was interrupted; the work goes on
     */
    <T> T run(Progress progress, Function<Progress, T> work) {
        AtomicReference<Progress> watched = new AtomicReference<>(progress);
        CompletableFuture<T> result = new CompletableFuture<>();
        // A new thread takes over on whose behalf this one runs; one of a pool would not.
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(
                                work.apply((step, done, total) -> watched.get().at(step, done, total)));
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    } finally {
                        working.remove(Thread.currentThread());
                    }
                },
                "lockstep-agent");
        working.add(thread);
        thread.start();
        try {
            return result.get();
        } catch (InterruptedException e) {
            watched.set(Progress.SILENT);
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(ProblemCode.DETACHED, Map.of()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        }
    }

    /** The node ends: what is under way is interrupted, and given its time to write down how far it has come. */
    void end() throws InterruptedException {
        working.forEach(Thread::interrupt);
        for (Thread thread : working) {
            thread.join(END_WITHIN.toMillis());
        }
    }
}
