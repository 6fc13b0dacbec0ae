package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    @Test
    @DisplayName("LS-178: Whoever comes while a start or a check is under way waits for it, and is not sent away")
    void whatIsShortIsWaitedFor() throws Exception {
        Operations operations = new Operations(Path.of("data"), () -> {}, Duration.ofMinutes(1));
        CompletableFuture<String> early =
                CompletableFuture.supplyAsync(() -> operations.run("update", Progress.SILENT, progress -> "updated"));
        operations.recover(progress -> "recovered");
        assertThat(early.get(30, TimeUnit.SECONDS)).isEqualTo("updated");

        CompletableFuture<String> check = underWay(operations, "check");
        CompletableFuture<String> update =
                CompletableFuture.supplyAsync(() -> operations.run("update", Progress.SILENT, progress -> "updated"));
        end.countDown();
        assertThat(check.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(update.get(30, TimeUnit.SECONDS)).isEqualTo("updated");
    }

    @Test
    @DisplayName("LS-187: Whoever is sent away is told in one language what is under way")
    void whatIsLongIsNamed() throws Exception {
        Operations operations = new Operations(Path.of("data"), () -> {}, Duration.ofMillis(1));
        operations.recover(progress -> "recovered");
        CompletableFuture<String> rollBack = underWay(operations, "roll back");

        assertThatThrownBy(() -> operations.run("update", Progress.SILENT, progress -> "updated"))
                .isInstanceOfSatisfying(ProblemException.class, busy -> {
                    assertThat(busy.problem().code()).isEqualTo(ProblemCode.BUSY);
                    assertThat(busy.problem().text(Locale.ENGLISH)).contains("a rollback");
                    assertThat(busy.problem().text(Locale.forLanguageTag("ru"))).contains("возврат");
                });
        assertThat(operations.<String>beside(Progress.SILENT, progress -> "found out"))
                .as("what changes nothing needs no turn")
                .isEqualTo("found out");
        end.countDown();
        assertThat(rollBack.get(30, TimeUnit.SECONDS)).isEqualTo("done");
    }

    private CompletableFuture<String> underWay(Operations operations, String operation) throws Exception {
        CompletableFuture<String> running =
                CompletableFuture.supplyAsync(() -> operations.run(operation, Progress.SILENT, progress -> {
                    begun.countDown();
                    end.await();
                    return "done";
                }));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return running;
    }
}
