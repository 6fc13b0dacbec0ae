package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aComponentThatRunsIsStopped() throws Exception {
        Process component = new ProcessBuilder("sleep", "600").start();
        try {
            write("poll", component.pid(), component.info().startInstant().orElseThrow());
            stop();
            assertThat(component.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("poll has stopped.");
        } finally {
            component.destroyForcibly();
        }
    }

    @Test
    void aProcessThatHasGotTheNumberSinceIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            write("poll", other.pid(), Instant.parse("2020-01-01T00:00:00Z"));
            stop();
            assertThat(other.isAlive()).isTrue();
            assertThat(printed.size()).isZero();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aFileThatIsNoneStopsNothingAndNobody() throws Exception {
        Path file = root.resolve("data/lockstep/components/poll/process.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"pid\":");
        stop();
        assertThat(printed.size()).isZero();
    }

    private void stop() throws Exception {
        new Components(new Home(root), new PrintStream(printed, true, StandardCharsets.UTF_8)).stop();
    }

    private void write(String component, long pid, Instant started) throws Exception {
        Path file = root.resolve("data/lockstep/components").resolve(component).resolve("process.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, FlatJson.write(Map.of("pid", pid, "started", started.toString(), "version", "1.0.0")));
    }
}
