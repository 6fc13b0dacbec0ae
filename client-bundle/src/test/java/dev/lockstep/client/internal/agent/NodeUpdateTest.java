package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.Programs;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.files.VersionPointer;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node's own update, with the files that a launcher and an agent exchange; what the launcher does is done here by hand. */
@Timeout(300)
class NodeUpdateTest {
    private static final Version OLD = Version.parse("1.0.0");
    private static final Version NEW = Version.parse("1.1.0");
    private static final long OLD_PROGRAM = 86_201;
    private static final long NEW_PROGRAM = 86_202;
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private Installation computer;
    private Path node;

    @BeforeEach
    void anOldNodeRuns() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", contents("1.0.0", Map.of("version.txt", "1.0.0")));
        computer = new Installation(folder.resolve("home"))
                .settings("source = folder", "folder = " + vendor.folder(), "components = files, program")
                .trust(vendor);
        node = computer.home().resolve("node");
        Files.createDirectories(node.resolve("versions/1.0.0"));
        pointer().pointTo(OLD);
        assertThat(computer.started().update(WHAT_SHOULD_BE, Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(OLD, false));
    }

    @AfterEach
    void stop() throws Exception {
        computer.close();
    }

    private static VendorSite.Contents contents(String version, Map<String, String> files) {
        return new VendorSite.Contents(Map.of(
                Release.NODE,
                new TreeMap<>(Map.of("launch.txt", "node " + version)),
                "files",
                new TreeMap<>(files),
                "program",
                Programs.sleeper("program", version, version.equals("1.0.0") ? OLD_PROGRAM : NEW_PROGRAM)));
    }

    private VersionPointer pointer() {
        return new VersionPointer(node);
    }

    /** What the launcher does when the node has ended. */
    private void launcherStarts(Version version) throws IOException {
        pointer().pointTo(version);
        Files.delete(node.resolve("trial.json"));
    }

    @Test
    @DisplayName(
            "LS-191: A release on the way that restarts the node is not the end: whoever asked for the next one gets it")
    void aNodeOnTheWay() throws IOException {
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));
        vendor.publish(
                "1.2.0", contents("1.2.0", Map.of("version.txt", "1.2.0")).withFloors("1.1.0"));
        Version goal = Version.parse("1.2.0");

        assertThat(computer.started().update(new UpdateRequest(Optional.of(goal), true, false), Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(NEW, true, Optional.of(goal)));
        pointer().pointTo(NEW);
        Agent restarted = computer.agent();
        Rest rest = restarted.begin().orElseThrow();

        assertThat(rest.request()).isEqualTo(new UpdateRequest(Optional.of(goal), true, false));
        assertThat(restarted.goOn(rest)).isEqualTo(new UpdateOutcome.Switched(goal, true));
        pointer().pointTo(goal);
        assertThat(computer.agent().begin()).as("what is left after the goal").isEmpty();
        assertThat(computer.current("files")).contains(goal);
    }

    @Test
    @DisplayName("LS-130 The node itself is replaced first, and goes on with its components after its restart")
    void theNodeComesFirst() throws IOException {
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));
        Agent agent = computer.started();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(NEW, true));

        assertThat(computer.exitCode).hasValue(75);
        assertThat(node.resolve("trial.json"))
                .content()
                .contains("\"version\":\"1.1.0\"", "\"previous\":\"1.0.0\"", "\"confirmWithin\":");
        assertThat(node.resolve("versions/1.1.0/launch.txt")).hasContent("node 1.1.0");
        assertThat(computer.current("files")).contains(OLD);
        assertThat(agent.check(Progress.SILENT).toString()).contains("LS-BUSY");
        assertThat(Programs.sleeping(OLD_PROGRAM)).hasSize(1);

        pointer().pointTo(NEW);
        Agent restarted = computer.started();

        assertThat(node.resolve("confirmed")).hasContent("1.1.0");
        assertThat(computer.current("files")).contains(NEW);
        assertThat(restarted.status().installed()).contains(NEW);
        assertThat(restarted.status().components()).containsEntry(Release.NODE, NEW);
    }

    @Test
    @DisplayName("LS-138 A node that does not confirm its start takes nothing else with it, and is held off")
    void aNodeThatWentBack() throws IOException {
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));
        List<ProcessHandle> program = Programs.sleeping(OLD_PROGRAM);
        computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);

        launcherStarts(OLD);
        Files.writeString(
                node.resolve("rolled-back.json"), "{\"version\":\"1.1.0\",\"reason\":\"it did not confirm in time\"}");
        Agent restarted = computer.started();

        assertThat(computer.current("files")).contains(OLD);
        assertThat(Programs.sleeping(OLD_PROGRAM)).hasSize(1).isEqualTo(program);
        assertThat(restarted.status().installed()).contains(OLD);
        assertThat(restarted.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-VERSION-HELD-OFF", "it did not confirm in time");
    }

    @Test
    @DisplayName("LS-139 A trial that was cut short from outside does not count against the version")
    void aTrialThatWasCutShort() throws IOException {
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));
        computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);
        launcherStarts(OLD);
        Files.writeString(
                node.resolve("rolled-back.json"),
                "{\"version\":\"1.1.0\",\"reason\":\"it was stopped before it confirmed its start\",\"interrupted\":true}");

        Agent restarted = computer.started();

        assertThat(restarted.history().get(0).problem().orElseThrow().toString())
                .contains("version 1.1.0 of the node was tried, and it was stopped before it confirmed its start");
        assertThat(restarted.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(NEW, true));
    }

    @Test
    void aStartIsConfirmedWhenTheWholeNodeIsThere() throws Exception {
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));
        computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);
        pointer().pointTo(NEW);
        computer.complete = new CountDownLatch(1);
        Agent restarted = computer.agent();
        Thread begins = new Thread(restarted::begin);
        begins.start();

        assertThat(computer.waiting.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(node.resolve("confirmed")).doesNotExist();
        assertThat(computer.current("files")).contains(OLD);
        computer.complete.countDown();
        begins.join();

        assertThat(node.resolve("confirmed")).hasContent("1.1.0");
        assertThat(computer.current("files")).contains(NEW);
    }

    @Test
    void theLauncherIsToldHowLongANewVersionMayTake() throws IOException {
        computer.settings(
                "source = folder",
                "folder = " + vendor.folder(),
                "components = files, program",
                "confirm.within = 600");
        vendor.publish("1.1.0", contents("1.1.0", Map.of("version.txt", "1.1.0")));

        computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);

        assertThat(node.resolve("trial.json")).content().contains("\"confirmWithin\":600");
    }

    @Test
    void versionsOfTheNodeThatNobodyGoesBackToAreRemoved() throws IOException {
        for (String version : List.of("1.1.0", "1.2.0")) {
            vendor.publish(version, contents(version, Map.of("version.txt", version)));
            computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);
            launcherStarts(Version.parse(version));
            computer.started();
        }

        assertThat(node.resolve("versions")).isDirectoryContaining("glob:**/1.2.0");
        assertThat(node.resolve("versions")).isDirectoryContaining("glob:**/1.1.0");
        assertThat(node.resolve("versions/1.0.0")).doesNotExist();
    }

    @Test
    @DisplayName("LS-138 If a component of the new release fails, the node goes back as well")
    void theNodeGoesBackWithItsComponents() throws IOException {
        vendor.publish("1.1.0", contents("1.1.0", Programs.failing("files", "1.1.0")));
        computer.started().update(WHAT_SHOULD_BE, Progress.SILENT);
        launcherStarts(NEW);

        computer.exitCode.set(-1);
        computer.started();

        assertThat(computer.exitCode).hasValue(75);
        assertThat(node.resolve("trial.json")).content().contains("\"version\":\"1.0.0\"", "\"previous\":\"1.1.0\"");
        launcherStarts(OLD);
        Agent restarted = computer.started();

        assertThat(restarted.status().installed()).contains(OLD);
        assertThat(restarted.status().components())
                .containsEntry(Release.NODE, OLD)
                .containsEntry("files", OLD);
        assertThat(restarted.history().get(0).result()).isEqualTo("rolled back");
        assertThat(computer.home().resolve("data/lockstep/journal/current.json"))
                .doesNotExist();
    }
}
