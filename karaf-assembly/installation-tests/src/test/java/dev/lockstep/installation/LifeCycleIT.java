package dev.lockstep.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.installation.UnpackedNode.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's node over its starts, trials and ends. Each test finds the node running and leaves it running. */
class LifeCycleIT {
    @TempDir
    static Path folder;

    private static UnpackedNode node;

    @BeforeAll
    static void start() throws Exception {
        node = UnpackedNode.unpack(Archives.tar("client"), folder.resolve("lock step"));
        // It is started often and never for long, so the optimising compiler would only cost.
        Files.writeString(
                node.home().resolve("etc/lockstep.vmoptions"), "-XX:TieredStopAtLevel=1\n", StandardOpenOption.APPEND);
        Result start = node.lockstep("start");
        assertThat(start.code()).as(start.output()).isZero();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void stopsAndStartsAgainWithNothingBadInItsLog() throws Exception {
        Result stop = node.lockstep("stop");
        assertThat(stop.output()).isEqualTo("Lockstep has stopped.\n");
        Result status = node.lockstep("status");
        assertThat(status.code()).isEqualTo(3);
        assertThat(status.output())
                .isEqualTo("Lockstep does not run; the current version is " + node.current() + ".\n");
        Result console = node.lockstep("console", "bundle:list");
        assertThat(console.code()).isEqualTo(3);
        assertThat(console.output())
                .isEqualTo("lockstep: Lockstep does not run. Start it with: bin/lockstep start [LS-NODE-STOPPED]\n");
        long errors = errors();
        byte[] users = Files.readAllBytes(node.home().resolve("etc/users.properties"));

        Result start = node.lockstep("start");

        assertThat(start.code()).as(start.output()).isZero();
        assertThat(node.lockstep("console", "jaas:whoami").code()).isZero();
        assertThat(node.home().resolve("etc/users.properties")).hasBinaryContent(users);
        assertThat(errors()).as(node.log("lockstep.log")).isEqualTo(errors);
    }

    private static long errors() throws IOException {
        return node.log("lockstep.log")
                .lines()
                .filter(line -> line.contains("| ERROR |"))
                .count();
    }

    @Test
    @DisplayName(
            "LS-171: no unsigned bundle runs, by whatever way it comes: console, update, fragment, reference, features,"
                    + " hot folder, cache")
    void noUnsignedBundleRuns() throws Exception {
        Intruder intruder = new Intruder(folder.resolve("intruder"));
        String install = intruder.bundle("install").toUri().toString();
        String reference = intruder.bundle("reference").toUri().toString();
        String fragment = intruder.bundle("fragment", "Fragment-Host:dev.lockstep.core")
                .toUri()
                .toString();
        String extension = intruder.bundle("extension", "Fragment-Host:system.bundle;extension:=framework")
                .toUri()
                .toString();
        String update = intruder.bundle("update").toUri().toString();
        console("bundle:install -s " + install);
        console("($.context installBundle " + intruder.bundle("api").toUri() + ") start");
        console("bundle:install -s reference:" + reference);
        console("bundle:install " + fragment);
        console("bundle:install " + extension);
        console("feature:repo-add " + intruder.features("spare").toUri());
        console("feature:install spare");
        console("bundle:update dev.lockstep.commands " + update);
        Path hot = Files.createDirectories(folder.resolve("hot"));
        Files.move(intruder.bundle("hot"), hot.resolve("hot.jar"));
        Path watched = node.home().resolve("etc/org.apache.felix.fileinstall-hot.cfg");
        Files.writeString(watched, "felix.fileinstall.dir = " + hot + "\nfelix.fileinstall.poll = 100\n");
        node.await("the hot folder is read", () -> contains(node.home().resolve("log/lockstep.log"), "intruder.hot"));
        Files.delete(watched);
        awaitCommand();
        String audit = console("lockstep:audit -n 50");
        node.lockstep("stop");
        Files.copy(
                intruder.bundle("cached"),
                cached("dev.lockstep/lockstep-commands/"),
                StandardCopyOption.REPLACE_EXISTING);

        Result start = node.lockstep("start");

        assertThat(start.code()).as(start.output()).isZero();
        awaitCommand();
        assertThat(intruder.ran()).isEmpty();
        assertThat(console("bundle:list -t 0 -s")).doesNotContain("intruder").doesNotContain("Installed");
        assertThat(List.of("install", "api", "reference", "fragment", "spare", "update", "hot"))
                .allSatisfy(name -> assertThat(audit).contains("intruder." + name));
        assertThat(node.log("launcher.log")).contains("nobody signed what lies in the framework's cache");
        assertThat(console("lockstep:audit -n 50").split("it got its own bytes again", -1))
                .as("what was updated, and what the cache held")
                .hasSize(3);
    }

    private static String console(String command) throws Exception {
        return node.lockstep("console", command).output();
    }

    /** The bundle with our commands works again. */
    private static void awaitCommand() {
        node.await("our commands are there", () -> {
            try {
                return node.lockstep("console", "lockstep:audit -n 1").code() == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The copy of a bundle in the framework's cache. */
    private static Path cached(String location) throws Exception {
        Path caches = node.home()
                .resolve("data/karaf")
                .resolve(node.current() + "-java" + Runtime.version().feature());
        try (Stream<Path> files = Files.walk(caches.resolve("cache"))) {
            Path bundle = files.filter(file -> file.endsWith("bundle.info") && contains(file, location))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
            try (Stream<Path> inside = Files.walk(bundle)) {
                return inside.filter(file -> file.endsWith("bundle.jar"))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    @Test
    @DisplayName("LS-171: the guard's list names every bundle of the version with its bytes, and nothing else")
    void theListOfItsOwnBundlesIsComplete() throws Exception {
        Path version = node.home().resolve("node/versions").resolve(Archives.VERSION);
        Path system = version.resolve("system");
        StringBuilder expected = new StringBuilder();
        try (Stream<Path> files = Files.walk(system)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                expected.append(HexFormat.of().formatHex(hash) + "  " + system.relativize(jar) + "\n");
            }
        }
        assertThat(version.resolve("lib/bundles.sha256")).hasContent(expected.toString());
        assertThat(version.resolve("etc/config.properties"))
                .content()
                .contains("\nkaraf.framework.factory=dev.lockstep.guard.GuardedFrameworkFactory\n");
        assertThat(Files.readString(version.resolve("etc/startup.properties"))).doesNotContain("features.extension");
    }

    @Test
    @DisplayName("LS-138 A node version that does not come up in time goes back to the previous one by itself")
    void goesBackFromAVersionThatDoesNotConfirm() throws Exception {
        String current = node.current();
        Path tree = node.copyVersion("999.0.0");
        // It never gets as far as an agent that could confirm.
        replace(tree.resolve("etc/startup.properties"), "not\\:there = 1\n");

        node.tryOut("999.0.0", current, 60);

        Path answer = node.home().resolve("node/rolled-back.json");
        node.await("the launcher goes back", () -> contains(answer, "999.0.0"));
        node.awaitStatus(current + " (client) is running");
        assertThat(node.current()).isEqualTo(current);
        assertThat(Files.readString(answer))
                .contains("\"version\": \"999.0.0\"")
                .contains("before it confirmed its start");
        assertThat(node.home().resolve("etc/startup.properties"))
                .hasSameTextualContentAs(node.home().resolve("node/versions/" + current + "/etc/startup.properties"));
        assertThat(node.home().resolve("node/trial.json")).doesNotExist();
    }

    @Test
    void keepsAVersionThatConfirmsItsStart() throws Exception {
        String previous = node.current();
        node.copyVersion("997.0.0");

        node.tryOut("997.0.0", previous, 180);

        node.awaitStatus("Lockstep 997.0.0 (client) is running");
        // What the agent does when it has found everything in order.
        Files.writeString(node.home().resolve("node/confirmed"), "997.0.0");
        node.await("the trial is over", () -> Files.notExists(node.home().resolve("node/trial-journal.json")));
        assertThat(node.current()).isEqualTo("997.0.0");
        assertThat(node.home().resolve("node/trial.json")).doesNotExist();
        assertThat(node.lockstep("console", "jaas:whoami").code()).isZero();
        assertThat(node.home()
                        .resolve("data/karaf/997.0.0-java" + Runtime.version().feature()))
                .isDirectory();
    }

    @Test
    void aVersionForAnotherJavaIsRefusedWhileTheNodeRunsOn() throws Exception {
        String current = node.current();
        long running = node.nodePid();
        Path tree = node.copyVersion("998.0.0");
        replace(
                tree.resolve("launch/node.properties"),
                Files.readString(tree.resolve("launch/node.properties"))
                        .replace("java.min = 17", "java.min = 15")
                        .replace("java.max = 21", "java.max = 16"));

        node.tryOut("998.0.0", current, 60);

        Path answer = node.home().resolve("node/rolled-back.json");
        node.await("the launcher refuses", () -> contains(answer, "998.0.0"));
        assertThat(Files.readString(answer))
                .contains("refused: Lockstep 998.0.0 runs on Java 15 to 16, and found Java "
                        + System.getProperty("java.version") + " in ");
        assertThat(node.nodePid()).isEqualTo(running);
        assertThat(node.lockstep("status").output()).contains(current + " (client) is running");
    }

    @Test
    @DisplayName(
            "LS-176: a start whose port stays closed ends with 1, the reason and what has to be done, until it is done")
    void aLauncherThatWasKilledLeavesNoSecondNodeAndAClosedPortIsSaid() throws Exception {
        ProcessHandle launcher = ProcessHandle.of(node.launcherPid()).orElseThrow();
        ProcessHandle orphan = ProcessHandle.of(node.nodePid()).orElseThrow();
        launcher.destroyForcibly();
        launcher.onExit().join();
        assertThat(orphan.isAlive()).isTrue();
        Path port = node.home().resolve("etc/dev.lockstep.http.cfg");
        String before = Files.readString(port);
        Files.writeString(port, before + "\nhost = 192.0.2.1\n");

        Result start = node.lockstep("start");

        assertThat(start.code()).as(start.output()).isEqualTo(1);
        assertThat(start.output())
                .contains("(client) is running", "Not in order:")
                .contains("Set host in etc/dev.lockstep.http.cfg to an address of this computer")
                .contains("[LS-PORT-UNAVAILABLE]");
        Files.writeString(port, before);
        node.await("the port is open", () -> !statusOutput().contains("Not in order"));
        assertThat(orphan.isAlive()).isFalse();
        assertThat(node.nodePid()).isNotEqualTo(orphan.pid());
    }

    private static String statusOutput() {
        try {
            return node.lockstep("status").output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The copy shares its files with the original by hard links, so a file is replaced, not written into. */
    private static void replace(Path file, String text) throws IOException {
        Files.delete(file);
        Files.writeString(file, text);
    }
}
