package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When a process has ended. Linux keeps the entry of a dead process until its parent asks for it, and Java takes such a zombie for a
 * living process. A process that outlived the agent that started it belongs to process 1, which in many containers asks for nobody.
 */
final class ProcessEnd {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LOOK_AT_OTHERS = Duration.ofSeconds(1);

    private ProcessEnd() {}

    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    /** Waits until a process has ended; false if it has not within the limit. */
    static boolean within(ProcessHandle process, Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        CompletableFuture<ProcessHandle> end = process.onExit();
        while (isAlive(process)) {
            long left = limit.toNanos() - (System.nanoTime() - begun);
            if (left <= 0) {
                return false;
            }
            try {
                end.get(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Then it is looked at again.
            } catch (ExecutionException e) {
                throw new IllegalStateException("the end of a process cannot fail", e);
            }
        }
        return true;
    }

    /** Is complete when a process has ended. */
    static CompletableFuture<Void> of(ProcessHandle process, ScheduledExecutorService scheduler) {
        CompletableFuture<Void> end = process.onExit().thenAccept(ended -> {});
        if (process.parent().filter(ProcessHandle.current()::equals).isEmpty()) {
            ScheduledFuture<?> looks = scheduler.scheduleWithFixedDelay(
                    () -> {
                        if (!isAlive(process)) {
                            end.complete(null);
                        }
                    },
                    0,
                    LOOK_AT_OTHERS.toMillis(),
                    TimeUnit.MILLISECONDS);
            CompletableFuture<Void> unused = end.whenComplete((nothing, failure) -> looks.cancel(false));
        }
        return end;
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The state stands behind the name, which may have brackets and blanks in it.
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException notLinux) {
            return false;
        }
    }
}
