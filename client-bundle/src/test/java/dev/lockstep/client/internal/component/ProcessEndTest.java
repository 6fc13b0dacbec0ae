package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ProcessEndTest {
    /** As process 1 of many containers: its child stays a zombie. */
    private static final String ASKS_FOR_NOBODY = "/bin/sleep 100000 & echo $!; exec /bin/sleep 100000";

    @Test
    void aZombieHasEnded() throws Exception {
        Process parent = new ProcessBuilder("/bin/sh", "-c", ASKS_FOR_NOBODY).start();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII))) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(ProcessEnd.isAlive(child)).isTrue();
            assertThat(ProcessEnd.within(child, Duration.ofMillis(10))).isFalse();
            var end = ProcessEnd.of(child, scheduler);
            assertThat(end).isNotDone();

            child.destroyForcibly();

            assertThat(ProcessEnd.within(child, Duration.ofMinutes(1))).isTrue();
            end.get(1, TimeUnit.MINUTES);
            assertThat(ProcessEnd.isAlive(child)).isFalse();
            assertThat(child.isAlive()).as("what Java thinks of it").isTrue();
        } finally {
            scheduler.shutdownNow();
            parent.destroyForcibly();
        }
    }

    @Test
    void theEndOfAnOwnChildIsSeen() throws Exception {
        Process child = new ProcessBuilder("/bin/sleep", "100000").start();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            var end = ProcessEnd.of(child.toHandle(), scheduler);
            assertThat(ProcessEnd.within(child.toHandle(), Duration.ZERO)).isFalse();
            child.destroyForcibly();
            end.get(1, TimeUnit.MINUTES);
            assertThat(ProcessEnd.within(child.toHandle(), Duration.ofMinutes(1)))
                    .isTrue();
        } finally {
            scheduler.shutdownNow();
            child.destroyForcibly();
        }
    }
}
