package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class ProcessMarkTest {
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has processes that nobody has buried")
    void aProcessThatWasKilledAndNotBuriedDoesNotRun() throws Exception {
        // The shell becomes a program that never asks for its children.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII))) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            ProcessMark mark = ProcessMark.of(child);
            assertThat(mark.find()).contains(child);
            child.destroyForcibly();
            while (mark.find().isPresent()) {
                Thread.onSpinWait();
            }
            assertThat(child.isAlive()).as("Java takes it for a living one").isTrue();
            assertThat(mark.find()).isEmpty();
        } finally {
            parent.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }
}
