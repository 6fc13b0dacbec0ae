package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Breakable.Attempt;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real update from a real server, broken off at each of its steps in turn. */
@Timeout(300)
class CancelTest {
    private static final Set<String> WHOLE = Set.of("drain", "stop", "switch", "start", "watch");

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-179: An update is broken off at any step before the switch, and not from there on; status and journal are true"
                    + " afterwards, and the next try ends well")
    void everyStep() throws Exception {
        VendorSite vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("a", "1.0.0")))));
        try (ServerComputer server = new ServerComputer(vendor.folder())) {
            server.assign("1.0.0");
            List<String> steps = new ArrayList<>();
            for (int point = 0; point == 0 || point < steps.size(); point++) {
                List<String> found = brokenOffAt(point, server, vendor);
                steps = point == 0 ? found : steps;
            }
            assertThat(steps).contains("check", "download", "unpack", "drain", "stop", "switch", "start", "watch");
        }
    }

    /** Returns the steps of an update that ended well. */
    private List<String> brokenOffAt(int point, ServerComputer server, VendorSite vendor) throws Exception {
        try (Installation client = new Installation(folder.resolve("client-" + point))
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = files")
                .trust(vendor)) {
            Agent agent = client.started();
            List<String> steps = new ArrayList<>();
            CompletableFuture<Attempt> attempt = new CompletableFuture<>();
            UpdateOutcome outcome =
                    agent.update(new UpdateRequest(Optional.empty(), true, false), (step, done, total) -> {
                        if (!steps.contains(step)) {
                            steps.add(step);
                            if (steps.size() == point + 1) {
                                breakOff(agent, attempt);
                            }
                        }
                    });
            Attempt answer = attempt.get();
            String step = steps.get(point);
            assertThat(agent.status().phase()).isEqualTo("idle");
            assertThat(agent.status().lastProblem()).as("nothing is wrong").isEmpty();
            assertThat(client.home().resolve("data/lockstep/journal/current.json"))
                    .as("nothing is left half-way")
                    .doesNotExist();
            if (WHOLE.contains(step)) {
                assertThat(answer)
                        .as(step)
                        .isInstanceOfSatisfying(
                                Attempt.TooLate.class,
                                late -> assertThat(late.problem().code()).isEqualTo(ProblemCode.CANCEL_TOO_LATE));
                assertThat(outcome).as(step).isInstanceOf(UpdateOutcome.Switched.class);
            } else {
                assertThat(answer).as(step).isEqualTo(new Attempt.BrokenOff("update", step, true));
                assertThat(outcome)
                        .as(step)
                        .isInstanceOfSatisfying(
                                UpdateOutcome.Refused.class,
                                refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.CANCELLED));
                assertThat(agent.status().installed()).isEmpty();
            }
            assertThat(audit(client)).contains("break off");
            UpdateOutcome again =
                    agent.update(new UpdateRequest(Optional.empty(), true, false), (next, done, total) -> {
                        if (!steps.contains(next)) {
                            steps.add(next);
                        }
                    });
            assertThat(again).as("after " + step).isNotInstanceOf(UpdateOutcome.Refused.class);
            assertThat(agent.status().installed()).contains(Version.parse("1.0.0"));
            return steps;
        }
    }

    /** From another thread, as the console does; returns when it waits for the end, or has its answer. */
    private static void breakOff(Agent agent, CompletableFuture<Attempt> attempt) {
        Thread thread = new Thread(() -> attempt.complete(agent.breakOff(false)));
        thread.start();
        while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private static String audit(Installation client) throws IOException {
        try (Stream<Path> files = Files.list(client.home().resolve("data/lockstep/audit"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }
}
