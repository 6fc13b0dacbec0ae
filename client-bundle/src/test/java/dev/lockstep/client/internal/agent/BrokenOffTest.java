package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.access.UserPrincipal;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedAction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C interrupts the thread that waits for a switch; so does a connection that is closed. */
@Timeout(300)
class BrokenOffTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-179: Whoever stops waiting breaks off no switch, at whatever point; the audit log has who asked for it")
    void nothingIsBrokenOff() throws Exception {
        VendorSite vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("a", "1.0.0")))));
        try (ServerComputer server = new ServerComputer(vendor.folder())) {
            server.assign("1.0.0");
            int points = 0;
            while (brokenOffAt(points, server, vendor)) {
                points++;
            }
            assertThat(points).as("points at which somebody stopped waiting").isGreaterThan(8);
        }
    }

    /** Whether the switch has so many points. */
    private boolean brokenOffAt(int point, ServerComputer server, VendorSite vendor) throws Exception {
        try (Installation client = new Installation(folder.resolve("client-" + point))
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = files")
                .trust(vendor)) {
            AtomicReference<Object> answer = new AtomicReference<>();
            AtomicReference<Thread> waiting = new AtomicReference<>();
            AtomicInteger passed = new AtomicInteger();
            client.listener = name -> {
                if (passed.getAndIncrement() == point) {
                    waiting.get().interrupt();
                    join(waiting.get());
                }
            };
            Agent agent = client.started();
            waiting.set(new Thread(() -> answer.set(updated(agent))));
            waiting.get().start();
            waiting.get().join();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("lockstep-agent")) {
                    thread.join();
                }
            }
            assertThat(agent.status().phase()).isEqualTo("idle");
            assertThat(agent.history().get(0).who()).contains("user eve");
            assertThat(agent.status().installed()).contains(Version.parse("1.0.0"));
            assertThat(client.home().resolve("data/lockstep/journal/current.json"))
                    .doesNotExist();
            assertThat(audit(client)).contains("\"user eve\"", "switched").doesNotContain("being stopped");
            if (passed.get() <= point) {
                return false;
            }
            assertThat(answer.get()).isEqualTo(ProblemCode.DETACHED);
            return true;
        }
    }

    @SuppressWarnings("removal")
    private static Object updated(Agent agent) {
        Subject eve = new Subject(true, Set.of(new UserPrincipal("eve")), Set.of(), Set.of());
        try {
            return Subject.doAs(eve, (PrivilegedAction<Object>)
                    () -> agent.update(new UpdateRequest(Optional.empty(), true, false), Progress.SILENT));
        } catch (ProblemException e) {
            return e.problem().code();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
