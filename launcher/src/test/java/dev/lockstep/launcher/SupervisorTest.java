package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private FileSystem disk;
    private Installation installation;
    private World world;

    @BeforeEach
    void install() throws IOException {
        disk = Installation.unix();
        installation = Installation.on(disk).with("1.0.0").with("1.1.0").running("1.0.0");
        world = new World(installation.home());
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    @Test
    void runsTheCurrentVersionUntilItIsToldToStop() throws Exception {
        world.until(Duration.ofSeconds(30)).launch(new Disk());
        assertThat(world.story()).containsExactly("start 1.0.0", "stop 1.0.0");
    }

    @Test
    void stopsWhenTheNodeWasShutDown() throws Exception {
        world.behaving("1.0.0", World.Behaviour.endsAfter(Duration.ofSeconds(5), 0))
                .launch(new Disk());
        assertThat(world.story()).containsExactly("start 1.0.0");
        assertThat(world.elapsed()).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void startsACrashedNodeAgainEachTimeALittleLater() throws Exception {
        world.behaving("1.0.0", World.Behaviour.endsAfter(Duration.ofSeconds(1), 1))
                .until(Duration.ofSeconds(20))
                .launch(new Disk());
        // 1 s of running each, pauses of 1, 2, 4 and 8 s.
        assertThat(world.story())
                .containsExactly("start 1.0.0", "start 1.0.0", "start 1.0.0", "start 1.0.0", "start 1.0.0");
    }

    @Test
    void startsANodeThatWantsItAgainAtOnce() throws Exception {
        world.behaving("1.0.0", World.Behaviour.endsAfter(Duration.ofSeconds(1), Supervisor.RESTART))
                .until(Duration.ofMillis(3_100))
                .launch(new Disk());
        assertThat(world.story())
                .containsExactly("start 1.0.0", "start 1.0.0", "start 1.0.0", "start 1.0.0", "stop 1.0.0");
    }

    @Test
    void keepsANewVersionThatConfirmsItsStart() throws Exception {
        world.at(Duration.ofSeconds(10), () -> installation.requesting("1.1.0", "1.0.0", 60))
                .behaving("1.1.0", World.Behaviour.confirmsAfter(Duration.ofSeconds(20)))
                .until(Duration.ofMinutes(3))
                .launch(new Disk());

        assertThat(world.story()).containsExactly("start 1.0.0", "stop 1.0.0", "start 1.1.0", "stop 1.1.0");
        assertThat(current()).isEqualTo("1.1.0");
        assertNothingUnderWay();
        assertThat(installation.home().node().resolve("rolled-back.json")).doesNotExist();
    }

    @Test
    @DisplayName("LS-138 A node version that does not confirm its start goes back to the previous one")
    void goesBackFromAVersionThatDoesNotConfirm() throws Exception {
        world.at(Duration.ofSeconds(10), () -> installation.requesting("1.1.0", "1.0.0", 60))
                .until(Duration.ofMinutes(3))
                .launch(new Disk());

        assertThat(world.story())
                .containsExactly("start 1.0.0", "stop 1.0.0", "start 1.1.0", "stop 1.1.0", "start 1.0.0", "stop 1.0.0");
        assertThat(current()).isEqualTo("1.0.0");
        assertNothingUnderWay();
        assertThat(rolledBack())
                .containsEntry("version", "1.1.0")
                .containsEntry("reason", "it did not confirm its start within 60 s")
                .containsEntry("interrupted", false)
                .containsEntry("at", "2026-11-22T10:00:00Z");
    }

    @Test
    void goesBackFromAVersionThatEndsBeforeItConfirms() throws Exception {
        installation.requesting("1.1.0", "1.0.0", 60);
        world.behaving("1.1.0", World.Behaviour.endsAfter(Duration.ofSeconds(2), 1))
                .until(Duration.ofSeconds(30))
                .launch(new Disk());

        assertThat(world.story()).containsExactly("start 1.1.0", "start 1.0.0", "stop 1.0.0");
        assertThat(rolledBack()).containsEntry("reason", "it ended with code 1 before it confirmed its start");
    }

    @Test
    void goesBackFromAVersionThatCannotBeStarted() throws Exception {
        installation.requesting("1.1.0", "1.0.0", 60);
        world.behaving("1.1.0", World.Behaviour.CANNOT_START)
                .until(Duration.ofSeconds(30))
                .launch(new Disk());

        assertThat(world.story()).containsExactly("cannot start 1.1.0", "start 1.0.0", "stop 1.0.0");
        assertThat(rolledBack()).containsEntry("reason", "it could not be started: no such class");
    }

    @Test
    void goesBackWhenItIsStoppedInTheMiddleOfATrial() throws Exception {
        installation.requesting("1.1.0", "1.0.0", 60);
        world.until(Duration.ofSeconds(5)).launch(new Disk());

        assertThat(world.story()).containsExactly("start 1.1.0", "stop 1.1.0");
        assertThat(current()).isEqualTo("1.0.0");
        assertNothingUnderWay();
        assertThat(rolledBack())
                .containsEntry("reason", "it was stopped before it confirmed its start")
                .containsEntry("interrupted", true);
    }

    @Test
    void aConfirmationFromAnEarlierTrialDoesNotCount() throws Exception {
        Installation.write(installation.home().node().resolve("confirmed"), "1.1.0\n");
        installation.requesting("1.1.0", "1.0.0", 60);
        world.until(Duration.ofMinutes(3)).launch(new Disk());
        assertThat(current()).isEqualTo("1.0.0");
    }

    @Test
    void refusesWhatCannotBeTriedAndRunsOn() throws Exception {
        Map<String, String> refusals = Map.of(
                "{\"version\":\"2.0.0\",\"previous\":\"1.0.0\",\"confirmWithin\":60}",
                "refused: there is no such folder",
                "{\"version\":\"1.0.0\",\"previous\":\"1.1.0\",\"confirmWithin\":60}",
                "refused: the request takes 1.1.0 for the current version, which is 1.0.0",
                "not json",
                "refused: the request is unusable: no usable JSON at character 0: '{' expected");
        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            world = new World(installation.home());
            Installation.write(installation.home().node().resolve("trial.json"), refusal.getKey());
            world.until(Duration.ofSeconds(5)).launch(new Disk());
            assertThat(world.story()).containsExactly("start 1.0.0", "stop 1.0.0");
            assertThat(rolledBack()).containsEntry("reason", refusal.getValue());
            assertNothingUnderWay();
        }
    }

    @Test
    void bytesThatAreNoTextAreARefusedRequestLikeAnyOther() throws Exception {
        Files.write(installation.home().node().resolve("trial.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        world.until(Duration.ofSeconds(5)).launch(new Disk());
        assertThat(rolledBack().get("reason")).asString().startsWith("refused: the request is unusable");
    }

    @Test
    void anUnreadableJournalLeavesTheCurrentVersion() throws Exception {
        Installation.write(installation.home().node().resolve("trial-journal.json"), "{\"vers");
        world.until(Duration.ofSeconds(5)).launch(new Disk());
        assertThat(world.story()).containsExactly("start 1.0.0", "stop 1.0.0");
        assertNothingUnderWay();
    }

    @Test
    void saysWhatToDoWhenNoVersionIsTheCurrentOne() throws IOException {
        Installation.write(installation.home().node().resolve("current"), "none");
        assertThatThrownBy(() -> world.launch(new Disk()))
                .isInstanceOf(LaunchException.class)
                .hasMessage("node/current names no version. Write the name of a folder of node/versions into it.");
    }

    private String current() throws IOException {
        return new VersionPointer(installation.home(), new Disk()).read().orElseThrow();
    }

    private Map<String, Object> rolledBack() throws IOException {
        return FlatJson.parse(Files.readString(installation.home().node().resolve("rolled-back.json")));
    }

    private void assertNothingUnderWay() {
        assertThat(Files.exists(installation.home().node().resolve("trial.json")))
                .isFalse();
        assertThat(Files.exists(installation.home().node().resolve("trial-journal.json")))
                .isFalse();
    }
}
