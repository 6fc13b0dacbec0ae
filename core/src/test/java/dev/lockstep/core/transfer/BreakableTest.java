package dev.lockstep.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Breakable.Attempt;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BreakableTest {
    private final Breakable breakable = new Breakable(Set.of("switch"));
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<String> done = new ArrayList<>();

    @Test
    @DisplayName("nothing is broken off when nothing is under way, before or after")
    void idle() throws Exception {
        assertThat(breakable.breakOff()).isInstanceOf(Attempt.Idle.class);
        assertThat(breakable.<String>run("update", Progress.SILENT, progress -> "done"))
                .isEqualTo("done");
        assertThat(breakable.breakOff()).isInstanceOf(Attempt.Idle.class);
    }

    @Test
    @DisplayName(
            "LS-179: work that is broken off while it waits for a silent source ends with a sentence, and its thread can go on")
    void silent() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<String> work = begun(
                progress -> {
                    progress.at("download");
                    reached.countDown();
                    try {
                        goOn.await();
                        return "done";
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw (IOException) new InterruptedIOException("nothing came").initCause(e);
                    }
                },
                interrupted);
        reached.await();
        assertThat(breakable.attempt()).isEqualTo(new Attempt.BrokenOff("update", "download", false));
        assertThat(breakable.breakOff()).isEqualTo(new Attempt.BrokenOff("update", "download", true));
        assertBrokenOff(work);
        assertThat(interrupted.get()).as("what follows can be written").isFalse();
    }

    @Test
    @DisplayName(
            "work that shows progress ends at the next sign of it, uninterrupted, and never enters the step from which there is no way back")
    void beforeTheSwitch() throws Exception {
        CompletableFuture<String> work = begun(
                progress -> {
                    progress.at("download");
                    reached.countDown();
                    goOn.await();
                    progress.at("switch");
                    done.add("switched");
                    return "done";
                },
                new CompletableFuture<>());
        reached.await();
        CompletableFuture<Attempt> attempt = breakingOff();
        goOn.countDown();
        assertThat(attempt.get()).isEqualTo(new Attempt.BrokenOff("update", "download", true));
        assertBrokenOff(work);
        assertThat(done).isEmpty();
    }

    @Test
    @DisplayName("from the switch on it is too late, and the sentence says what to do instead, in both languages")
    void tooLate() throws Exception {
        CompletableFuture<String> work = begun(
                progress -> {
                    progress.at("switch");
                    reached.countDown();
                    goOn.await();
                    return "done";
                },
                new CompletableFuture<>());
        reached.await();
        Attempt attempt = breakable.breakOff();
        assertThat(attempt).isInstanceOfSatisfying(Attempt.TooLate.class, late -> {
            assertThat(late.problem().code()).isEqualTo(ProblemCode.CANCEL_TOO_LATE);
            assertThat(late.problem().text(Locale.ENGLISH)).contains("\"switching\"", "lockstep:rollback");
            assertThat(late.problem().text(Locale.forLanguageTag("ru")))
                    .contains("«переключение»", "lockstep:rollback");
        });
        goOn.countDown();
        assertThat(work.get()).isEqualTo("done");
    }

    @Test
    @DisplayName("work that was over when it was to be broken off keeps its result")
    void overAlready() throws Exception {
        CompletableFuture<String> work = begun(
                progress -> {
                    progress.at("download");
                    reached.countDown();
                    goOn.await();
                    return "done";
                },
                new CompletableFuture<>());
        reached.await();
        CompletableFuture<Attempt> attempt = breakingOff();
        goOn.countDown();
        attempt.get();
        assertThat(work.get()).isEqualTo("done");
        assertThat(breakable.attempt()).isInstanceOf(Attempt.Idle.class);
    }

    /** Begins to break off, and returns when that waits for the end. */
    private CompletableFuture<Attempt> breakingOff() {
        CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                attempt.complete(breakable.breakOff());
            } catch (InterruptedException e) {
                attempt.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return attempt;
    }

    private CompletableFuture<String> begun(Breakable.Work<String> work, CompletableFuture<Boolean> interrupted) {
        CompletableFuture<String> result = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        result.complete(breakable.run("update", Progress.SILENT, work));
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                    interrupted.complete(Thread.currentThread().isInterrupted());
                })
                .start();
        return result;
    }

    private static void assertBrokenOff(CompletableFuture<String> work) {
        assertThatThrownBy(work::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.CANCELLED));
    }
}
