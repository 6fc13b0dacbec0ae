package dev.lockstep.commands.internal.console;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Work that takes long and must not be left half done: whoever waits for it may go away with Ctrl-C, and it goes on. */
final class Detachable {
    private Detachable() {}

    /**
     * Does it in a thread of its own, in the name of who runs this one.
     *
     * @param progress told how far it has come, for as long as somebody waits
     * @throws ProblemException with {@code DETACHED} if the waiting thread was interrupted
     */
    static <T> T run(Progress progress, Work<T> work) throws IOException {
        AtomicReference<Progress> watched = new AtomicReference<>(progress);
        CompletableFuture<T> result = new CompletableFuture<>();
        // A new thread takes over on whose behalf this one runs; one of a pool would not.
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(
                                work.run((step, done, total) -> watched.get().at(step, done, total)));
                    } catch (IOException | RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "lockstep-console");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get();
        } catch (InterruptedException e) {
            watched.set(Progress.SILENT);
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(ProblemCode.DETACHED, Map.of()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        }
    }
}
