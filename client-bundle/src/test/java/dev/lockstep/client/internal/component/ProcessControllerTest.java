package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ProcessControllerTest {
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    private final String seconds = Long.toString(ThreadLocalRandom.current().nextLong(10_000_000, 1_000_000_000));
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final ProcessController controller = new ProcessController(scheduler, Clock.systemUTC(), QUICK);

    @AfterEach
    void end() throws Exception {
        controller.stop(component("/bin/sleep", seconds));
        scheduler.shutdownNow();
    }

    @Test
    void whatRunsIsNotStartedTwice() throws Exception {
        Deployed component = component("/bin/sleep", seconds);

        controller.start(component);
        controller.start(component);

        assertThat(running()).hasSize(1);
        assertThat(controller.isRunning(component)).isTrue();
        controller.stop(component);
        assertThat(running()).isEmpty();
        assertThat(controller.isRunning(component)).isFalse();
    }

    @Test
    void anAgentThatWasRestartedFindsTheProcessAgain() throws Exception {
        Deployed component = component("/bin/sleep", seconds);
        controller.start(component);
        ProcessController restarted = new ProcessController(scheduler, Clock.systemUTC(), QUICK);

        restarted.start(component);

        assertThat(running()).hasSize(1);
        restarted.stop(component);
        assertThat(running()).isEmpty();
    }

    @Test
    void aProcessWithoutARecordIsFoundByItsCommandLine() throws Exception {
        Deployed component = component("/bin/sleep", seconds);
        controller.start(component);
        Files.delete(component.state().resolve("process.json"));

        controller.start(component);

        assertThat(running()).hasSize(1);
    }

    @Test
    void aNumberThatBelongsToAnotherProgramByNowIsLeftAlone() throws Exception {
        Deployed component = component("/bin/sleep", seconds);
        Files.createDirectories(component.state());
        Files.writeString(
                component.state().resolve("process.json"),
                "{\"pid\":" + ProcessHandle.current().pid()
                        + ",\"started\":\"2001-01-01T00:00:00Z\",\"version\":\"1.0.0\"}");

        assertThat(controller.isRunning(component)).isFalse();
        controller.stop(component);

        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void aProcessThatEndsByItselfIsStartedAgain() throws Exception {
        Deployed component = component("/bin/sleep", seconds);
        controller.start(component);
        controller.keepAlive(component);
        ProcessHandle first = running().get(0);

        first.destroyForcibly();
        first.onExit().get(120, TimeUnit.SECONDS);

        while (running().stream().noneMatch(process -> process.pid() != first.pid())) {
            Thread.onSpinWait();
        }
        controller.stop(component);
        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-180: A component that dies is told with since when, how often it was started, when it is tried again, and its words")
    void aProcessThatDies() throws Exception {
        Deployed dying = component("/bin/sh", "-c", "echo the database is gone; exit 3");
        Backoff slow = new Backoff(Duration.ofMillis(20), Duration.ofHours(1), Duration.ofHours(1));
        ProcessController patient = new ProcessController(
                scheduler,
                Clock.systemUTC(),
                new Backoff(slow.first(), slow.longest().multipliedBy(2), slow.goodAfter()));
        Pulse pulse = new Pulse(
                () -> List.of(dying),
                new Controllers(patient, "systemctl", Optional::empty),
                new HealthWatch(new Controllers(patient, "systemctl", Optional::empty)),
                Clock.systemUTC());
        assertThat(pulse.health()).as("before anybody looked").isEmpty();
        patient.start(dying);
        patient.keepAlive(dying);
        Optional<Problem> problem = Optional.empty();
        while (problem.filter(found -> found.code() == ProblemCode.COMPONENT_DOWN
                        && found.facts().get("count").equals("2"))
                .isEmpty()) {
            Thread.onSpinWait();
            problem = pulse.health().getOrDefault("one", Optional.empty());
        }
        assertThat(problem.orElseThrow().toString())
                .contains("one 1.0.0 has been down since 20", "was started 2 times", "is started again in")
                .contains("the database is gone");
        Instant since = Instant.parse(problem.get().facts().get("since"));
        assertThat(Instant.parse(problem.get().facts().get("next"))).isAfterOrEqualTo(since);
        pulse.look();
        patient.stop(dying);
        assertThat(patient.failing(dying))
                .as("whoever is stopped is not failing")
                .isEmpty();
        assertThat(pulse.look()).as("it is told once, and not with each look").isTrue();
        assertThat(pulse.look()).isFalse();
        assertThat(pulse.health().get("one").orElseThrow().code()).isEqualTo(ProblemCode.COMPONENT_ENDED);
    }

    @Test
    @DisplayName("LS-180: A component that runs and works is told to work")
    void aProcessThatWorks() throws Exception {
        Deployed component = component("/bin/sleep", seconds);
        Controllers controllers = new Controllers(controller, "systemctl", Optional::empty);
        Pulse pulse = new Pulse(() -> List.of(component), controllers, new HealthWatch(controllers), Clock.systemUTC());
        controller.start(component);
        controller.keepAlive(component);
        pulse.look();
        assertThat(pulse.health()).containsEntry("one", Optional.empty());
    }

    @Test
    void aProcessThatDoesNotListenIsKilled() throws Exception {
        Deployed stubborn = component(
                "/bin/sh",
                "-c",
                "trap '' TERM; echo ready > " + folder.resolve("ready") + "; sleep " + seconds + "; sleep 1");
        controller.start(stubborn);
        while (!Files.exists(folder.resolve("ready"))) {
            Thread.onSpinWait();
        }

        controller.stop(stubborn);

        assertThat(controller.isRunning(stubborn)).isFalse();
        assertThat(running()).as("nor its children").isEmpty();
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        Deployed component = component("/no/such/program");

        assertThatThrownBy(() -> controller.start(component))
                .hasMessageContaining("one 1.0.0 could not be started")
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void whatItPrintsGoesToItsLogAndStaysShort() throws Exception {
        Deployed component = component("/bin/sh", "-c", "echo hello; echo trouble >&2");
        controller.start(component);
        OutputLog log = new OutputLog(component.log());
        while (!log.lastLine().equals("trouble")) {
            Thread.onSpinWait();
        }

        Files.write(component.log(), new byte[11 * 1024 * 1024]);
        log.rotateIfLong();

        assertThat(component.log()).hasSize(0);
        assertThat(component.log().resolveSibling("one.log.1")).hasSize(11 * 1024 * 1024);
    }

    private List<ProcessHandle> running() {
        return RunningProcess.startedBy(List.of("/bin/sleep", seconds)).stream()
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private Deployed component(String... command) {
        return new Deployed(
                "one",
                Version.parse("1.0.0"),
                folder,
                folder.resolve("state"),
                folder.resolve("log/one.log"),
                folder.resolve("data"),
                new ComponentDescription(
                        "One",
                        new ComponentDescription.Supervised(List.of(command), Map.of(), Optional.empty()),
                        new ComponentDescription.Health(
                                Optional.empty(), Duration.ofSeconds(5), Duration.ofMillis(100)),
                        Optional.empty(),
                        Duration.ofMillis(500)),
                new Placeholders(Map.of()));
    }
}
