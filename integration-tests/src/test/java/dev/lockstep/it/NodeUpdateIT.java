package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.Diary;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.SmallRelease;
import dev.lockstep.it.site.SmallSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and a client that update themselves: the packed node, its launcher and its agent, nothing in their place. */
@Timeout(1800)
class NodeUpdateIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String PROGRAM = SmallRelease.PROGRAM;

    @TempDir
    private Path folder;

    private final Artifacts artifacts = Artifacts.ofBuild();
    private SmallSite site;
    private NodeInstallation server;
    private NodeInstallation client;

    @BeforeEach
    void bothRunTheFirstRelease() {
        site = new SmallSite(artifacts, folder);
        SmallRelease.of("1.0.0", folder.resolve("releases")).publishAt(site.vendor());
        server = site.installServer("server");
        client = site.installClient("client", server);
        Stream.of(server, client).parallel().forEach(NodeInstallation::start);
        update();
        await("both to run 1.0.0", () -> Computers.all(server, List.of("client"), "1.0.0"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    @DisplayName("LS-130 LS-138 The node updates itself before its components, which run on meanwhile;"
            + " one that does not confirm its start goes back and takes nothing with it")
    void theNodeUpdatesItselfAndGoesBack() throws IOException {
        bothNodesComeUpOnTheirNewVersion();
        aNodeThatDiesOnTheClientGoesBackThere();
        aNodeWithoutItsAgentGoesBack();
    }

    private void bothNodesComeUpOnTheirNewVersion() throws IOException {
        NodeInstallation.Running serverBefore = server.running();
        NodeInstallation.Running clientBefore = client.running();
        Map<String, FileTime> written = operatorsFiles(server);
        long serverProgram = server.pidOf(PROGRAM);
        long clientProgram = client.pidOf(PROGRAM);
        SmallRelease.of("1.1.0", folder.resolve("releases"))
                .withNode(artifacts.node(), tree -> {})
                .publishAt(site.vendor());

        ChildProcess.Finished update = update();

        assertThat(update.output()).contains("The node restarts now in its version 1.1.0");
        await("both to run 1.1.0", () -> Computers.allWithTheirNodes(server, List.of("client"), "1.1.0"));
        assertRuns(server, "1.1.0", serverBefore);
        assertRuns(client, "1.1.0", clientBefore);
        assertThat(operatorsFiles(server)).isEqualTo(written);
        assertNodeCameFirst(server, serverProgram);
        assertNodeCameFirst(client, clientProgram);
        assertThat(server.console("lockstep:history --no-format").output().lines())
                .anySatisfy(line -> assertThat(line).contains("1.0.0\t1.1.0\tswitched"));
    }

    private static void assertRuns(NodeInstallation node, String version, NodeInstallation.Running before)
            throws IOException {
        NodeInstallation.Running now = node.running();
        assertThat(now.version()).isEqualTo(version);
        assertThat(now.underTrial()).isFalse();
        assertThat(now.launcherPid()).isEqualTo(before.launcherPid());
        assertThat(now.nodePid()).isNotEqualTo(before.nodePid());
        assertThat(node.lockstep("version").output()).isEqualTo(version + "\n");
        assertThat(node.home().resolve("node/confirmed")).hasContent(version);
        assertThat(node.home().resolve("node/trial.json")).doesNotExist();
        assertThat(node.home().resolve("node/trial-journal.json")).doesNotExist();
    }

    /** When the operator's files were last written: not by a new version of the node, which could be cut off while it writes. */
    private static Map<String, FileTime> operatorsFiles(NodeInstallation node) throws IOException {
        Map<String, FileTime> written = new TreeMap<>();
        for (String name : List.of("dev.lockstep.node.cfg", "dev.lockstep.http.cfg", "org.apache.karaf.shell.cfg")) {
            written.put(
                    name, Files.getLastModifiedTime(node.home().resolve("etc").resolve(name)));
        }
        return written;
    }

    /** The program of the old release ran until the new node had confirmed its start. */
    private static void assertNodeCameFirst(NodeInstallation node, long program) throws IOException {
        Diary diary = Diary.of(node);
        assertThat(diary.endOf(program).at())
                .isAfterOrEqualTo(Files.getLastModifiedTime(node.home().resolve("node/confirmed"))
                        .toInstant());
        assertThat(diary.entries().stream().filter(entry -> entry.what().equals("started")))
                .extracting(Diary.Entry::version)
                .containsExactly("1.0.0", "1.1.0");
    }

    private void aNodeThatDiesOnTheClientGoesBackThere() {
        long program = client.pidOf(PROGRAM);
        SmallRelease.of("1.2.0", folder.resolve("releases"))
                .withNode(artifacts.node(), NodeUpdateIT::forgetTheClientsOptions)
                .publishAt(site.vendor());

        update();

        String reason = "it ended with code 1 before it confirmed its start";
        await("the client to report why it is not on 1.2.0", () -> {
            String seen = Computers.reported(server, "client")
                    .map(report -> report.path("explanation").asText())
                    .orElse("nothing");
            return new Await.State(seen.contains(reason), seen);
        });
        await("the server to run 1.2.0", () -> Computers.allWithTheirNodes(server, List.of(), "1.2.0"));
        assertWentBack(client, "1.2.0", "1.1.0", reason);
        assertThat(client.pidOf(PROGRAM)).isEqualTo(program);
        assertThat(Diary.of(client).last()).extracting(Diary.Entry::pid).isEqualTo(program);
        assertThat(server.console("lockstep:computers --no-format").output())
                .contains("client")
                .contains(reason);
        assertStays(client);
    }

    private void aNodeWithoutItsAgentGoesBack() {
        long program = server.pidOf(PROGRAM);
        server.configure("dev.lockstep.node", Map.of("confirm.within", "15"));
        SmallRelease.of("1.3.0", folder.resolve("releases"))
                .withNode(artifacts.node(), NodeUpdateIT::loseTheAgent)
                .publishAt(site.vendor());

        update();

        String reason = "it did not confirm its start within 15 s";
        await("the server to be back", () -> {
            String seen = server.get("/api/v1/local/status")
                    .map(status -> status.path("explanation").asText())
                    .orElse("no answer");
            return new Await.State(seen.contains(reason), seen);
        });
        assertWentBack(server, "1.3.0", "1.2.0", reason);
        assertThat(server.pidOf(PROGRAM)).isEqualTo(program);
        assertThat(Diary.of(server).last()).extracting(Diary.Entry::pid).isEqualTo(program);
        assertStays(server);
    }

    private static void assertWentBack(NodeInstallation node, String failed, String version, String reason) {
        assertThat(node.running()).extracting(NodeInstallation.Running::version).isEqualTo(version);
        assertThat(node.lockstep("version").output()).isEqualTo(version + "\n");
        assertThat(node.home().resolve("node/rolled-back.json")).content().contains(failed, reason);
        assertThat(node.console("lockstep:history --no-format").output().lines())
                .anySatisfy(line -> assertThat(line).contains(version + "\t" + failed + "\trolled back", reason));
        assertThat(node.console("lockstep:explain").output())
                .contains("Version " + failed + " failed on this computer before", reason);
    }

    /** The version is held off: a check changes nothing, and nothing else is the worse for it. */
    private static void assertStays(NodeInstallation node) {
        NodeInstallation.Running before = node.running();
        ChildProcess.Finished check = node.consoleInTurn("lockstep:check");
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(node.running()).isEqualTo(before);
        assertThat(node.console("lockstep:status").orThrow().output()).contains("idle");
    }

    /** As if the release had been tried on a server only: a file that the client's virtual machine reads is missing. */
    private static void forgetTheClientsOptions(Path tree) {
        try {
            Files.writeString(
                    tree.resolve("launch/java.options"),
                    "@${karaf.home}/launch/${lockstep.role}.options\n",
                    StandardOpenOption.APPEND);
            Files.writeString(tree.resolve("launch/server.options"), "-Dtried.on=servers\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void loseTheAgent(Path tree) {
        ChildProcess.run(
                        List.of(
                                "rm",
                                "-r",
                                tree.resolve("system/dev/lockstep/lockstep-client")
                                        .toString()),
                        tree,
                        Map.of(),
                        10)
                .orThrow();
    }

    private ChildProcess.Finished update() {
        return server.consoleInTurn("lockstep:update --yes").orThrow();
    }

    private static void await(String what, java.util.function.Supplier<Await.State> question) {
        Await.until(what, LIMIT, question);
    }
}
