package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.SmallRelease;
import dev.lockstep.it.site.SmallSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one computer, each with a client, all unpacked and driven as their administrator does it. */
@Timeout(1800)
class TwoServersIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String HTTP = "dev.lockstep.http";
    private static final String CONSOLE = "org.apache.karaf.shell";

    @TempDir
    private Path folder;

    private SmallSite site;
    private NodeInstallation first;
    private NodeInstallation second;

    @BeforeEach
    void theFirstRunsAndTheSecondIsUnpackedWithTheSamePorts() {
        site = new SmallSite(Artifacts.ofBuild(), folder);
        Stream.of("1.0.0", "1.1.0")
                .forEach(version ->
                        SmallRelease.of(version, folder.resolve("releases")).publishAt(site.vendor()));
        first = site.installServer("first");
        second = site.installServer("second");
        second.configure(HTTP, Map.of("port", first.setting(HTTP, "port")));
        second.configure(CONSOLE, Map.of("sshPort", first.setting(CONSOLE, "sshPort")));
        first.start();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    @DisplayName(
            "LS-013 Two servers on one computer: the second says which ports to change, then both keep to their own")
    void twoServersStaySeparate() {
        theSecondSaysWhatToChange();
        NodeInstallation firstClient = site.installClient("client-of-first", first);
        NodeInstallation secondClient = site.installClient("client-of-second", second);
        Stream.of(second, firstClient, secondClient).parallel().forEach(NodeInstallation::start);

        first.consoleInTurn("lockstep:update --yes 1.1.0").orThrow();
        second.consoleInTurn("lockstep:update --yes 1.0.0").orThrow();

        await("the first to have its client on 1.1.0", () -> Computers.all(first, List.of("client-of-first"), "1.1.0"));
        await(
                "the second to have its client on 1.0.0",
                () -> Computers.all(second, List.of("client-of-second"), "1.0.0"));
        assertThat(Computers.names(first)).containsExactly("client-of-first");
        assertThat(Computers.names(second)).containsExactly("client-of-second");
        assertThat(first.console("lockstep:status --no-format").output())
                .contains("first (")
                .contains("1.1.0");
        assertThat(second.console("lockstep:status --no-format").output())
                .contains("second (")
                .contains("1.0.0");
        assertThat(id(first)).isNotEqualTo(id(second));
        assertThat(first.pidOf(SmallRelease.PROGRAM)).isNotEqualTo(second.pidOf(SmallRelease.PROGRAM));

        theFirstStopsAndTheSecondDoesNotNotice(firstClient, secondClient);
    }

    private void theSecondSaysWhatToChange() {
        ChildProcess.Finished start = second.lockstep("start");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.output().lines().toList()).hasSize(2);
        second.configure(HTTP, Map.of("port", proposed(start, "port", HTTP)));
        second.configure(CONSOLE, Map.of("sshPort", proposed(start, "sshPort", CONSOLE)));
        assertThat(start.output()).endsWith("[LS-PORT-UNAVAILABLE]\n");
        assertThat(first.lockstep("status").exitCode()).isZero();
        assertThat(second.lockstep("status").exitCode()).isEqualTo(3);
    }

    /** The free port that the message names for the one that is taken. */
    private String proposed(ChildProcess.Finished start, String key, String pid) {
        Path file = second.home().resolve("etc").resolve(pid + ".cfg");
        Matcher advice = Pattern.compile("Port " + first.setting(pid, key)
                        + " \\([a-z ]+\\) cannot be opened on [0-9.]+: .*" + " Set " + key + " in "
                        + Pattern.quote(file.toString()) + " to a free port, such as ([0-9]+)\\.")
                .matcher(start.output());
        assertThat(advice.find()).as(start.output()).isTrue();
        return advice.group(1);
    }

    private void theFirstStopsAndTheSecondDoesNotNotice(NodeInstallation firstClient, NodeInstallation secondClient) {
        NodeInstallation.Running before = second.running();
        long program = second.pidOf(SmallRelease.PROGRAM);

        first.lockstep("stop", "--components").orThrow();

        assertThat(firstClient.consoleInTurn("lockstep:check").output()).contains("LS-SOURCE-REFUSED");
        assertThat(secondClient.consoleInTurn("lockstep:check").orThrow().output())
                .contains("1.0.0");
        assertThat(second.lockstep("status").exitCode()).isZero();
        assertThat(second.running()).isEqualTo(before);
        assertThat(ProcessHandle.of(program)).isPresent();
    }

    private static String id(NodeInstallation node) {
        return node.get("/api/v1/node").orElseThrow().path("id").asText();
    }

    private static void await(String what, java.util.function.Supplier<Await.State> question) {
        Await.until(what, LIMIT, question);
    }
}
