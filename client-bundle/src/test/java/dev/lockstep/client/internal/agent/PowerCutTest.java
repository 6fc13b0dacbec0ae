package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.AgentProcess;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.Programs;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Java process with the agent is killed at each point that it journals, and an agent is started again on its disk. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class PowerCutTest {
    private static final Version OLD = Version.parse("1.0.0");
    private static final Version NEW = Version.parse("1.1.0");
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), true, false);

    @TempDir
    private Path folder;

    private final long mark = ThreadLocalRandom.current().nextLong(1_000_000, 100_000_000) * 10;
    private Installation computer;
    private VendorSite vendor;

    @BeforeEach
    void oldReleaseIsInstalled() {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", contents("1.0.0", 1, 2));
        computer = new Installation(folder.resolve("home"))
                .settings("source = folder", "folder = " + vendor.folder(), "components = one, two")
                .trust(vendor);
        assertThat(computer.started().update(WHAT_SHOULD_BE, Progress.SILENT))
                .isInstanceOf(UpdateOutcome.Switched.class);
    }

    private VendorSite.Contents contents(String version, int one, int two) {
        return new VendorSite.Contents(Map.of(
                "one", Programs.sleeper("one", version, mark + one),
                "two", Programs.sleeper("two", version, mark + two)));
    }

    @ParameterizedTest(name = "killed at {0}: ends on {1}")
    @DisplayName("LS-139 LS-012 A power cut leaves a complete old or new version, the same for all components")
    @CsvSource({
        "FETCH, 1.0.0",
        "STAGE, 1.0.0",
        "DRAIN, 1.0.0",
        "STOP one, 1.0.0",
        "SWITCH one, 1.1.0",
        "START one, 1.1.0",
        "WATCH, 1.1.0",
        "COMMIT, 1.1.0"
    })
    void aPowerCutDuringAnUpdate(String point, String expected) throws Exception {
        vendor.publish("1.1.0", contents("1.1.0", 3, 4));

        computer = computer.abandoned();
        assertThat(killedAt(point)).isEqualTo(AgentProcess.KILLED);
        Agent agent = computer.started();

        boolean switched = expected.equals("1.1.0");
        assertThat(List.of(computer.current("one"), computer.current("two")))
                .containsOnly(Optional.of(Version.parse(expected)));
        assertThat(agent.status().installed()).contains(switched ? NEW : OLD);
        assertRunning(switched ? 0 : 1, switched ? 1 : 0);
        assertThat(computer.home().resolve("data/lockstep/journal/current.json"))
                .doesNotExist();
    }

    @Test
    @DisplayName("LS-139 An update that a power cut interrupted is done by the next check")
    void theNextUpdateSucceeds() throws Exception {
        vendor.publish("1.1.0", contents("1.1.0", 3, 4));
        computer = computer.abandoned();
        assertThat(killedAt("STOP")).isEqualTo(AgentProcess.KILLED);

        assertThat(computer.started().update(WHAT_SHOULD_BE, Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(NEW, false));

        assertRunning(0, 1);
    }

    @ParameterizedTest(name = "killed at {0}")
    @DisplayName("LS-138 LS-139 A power cut while a failed version is rolled back ends on the old version")
    @CsvSource("ROLLBACK one")
    void aPowerCutDuringARollback(String point) throws Exception {
        vendor.publish(
                "1.1.0",
                new VendorSite.Contents(Map.of(
                        "one", Programs.sleeper("one", "1.1.0", mark + 3),
                        "two", Programs.failing("two", "1.1.0"))));

        computer = computer.abandoned();
        assertThat(killedAt(point)).isEqualTo(AgentProcess.KILLED);
        Agent agent = computer.started();

        assertThat(List.of(computer.current("one"), computer.current("two"))).containsOnly(Optional.of(OLD));
        assertThat(agent.status().installed()).contains(OLD);
        assertRunning(1, 0);
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString()).contains("LS-VERSION-HELD-OFF");
    }

    /** How many processes there are of each component of the old release, and of the new one. */
    private void assertRunning(int old, int fresh) {
        assertThat(List.of(count(1), count(2), count(3), count(4))).containsExactly(old, old, fresh, fresh);
    }

    private int count(int number) {
        return Programs.sleeping(mark + number).size();
    }

    private int killedAt(String point) throws Exception {
        Path output = folder.resolve("agent.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentProcess.class.getName(),
                        computer.home().toString(),
                        point)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS))
                    .as(() -> "ended: " + read(output))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    @AfterEach
    void stopEverything() throws Exception {
        computer.close();
        for (int number = 1; number <= 4; number++) {
            Programs.sleeping(mark + number).forEach(ProcessHandle::destroyForcibly);
        }
    }
}
