package dev.lockstep.core.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs the same work in several threads at once. */
final class ParallelWork {
    private ParallelWork() {}

    /**
     * Returns when the work has ended in all threads. When it fails in one, or the caller is interrupted, the others are
     * interrupted and awaited: nothing continues after the call.
     */
    static void run(int threads, String name, Work work) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(threads, lane -> {
            Thread thread = new Thread(lane, name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            var lanes = new ExecutorCompletionService<Void>(executor);
            Callable<Void> lane = () -> {
                work.run();
                return null;
            };
            for (int i = 0; i < threads; i++) {
                lanes.submit(lane);
            }
            for (int i = 0; i < threads; i++) {
                lanes.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " was cancelled");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            executor.shutdownNow();
            awaitEnd(executor, name);
        }
    }

    private static void awaitEnd(ExecutorService executor, String name) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(name + " did not end although it was interrupted");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException problem) {
            throw problem;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }

    /** What each thread does. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }
}
