package dev.lockstep.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.installation.UnpackedNode.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a running node. The server is started once; the tests ask it. */
class InstallationIT {
    @TempDir
    static Path folder;

    private static UnpackedNode node;
    private static Result start;

    @BeforeAll
    static void start() throws Exception {
        node = UnpackedNode.unpack(Archives.tar("server"), folder.resolve("a lock step"));
        start = node.lockstep("start");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void startWaitsUntilTheNodeIsUp() {
        assertThat(start.code()).as(start.output()).isZero();
        assertThat(start.output())
                .matches("Lockstep " + Pattern.quote(Archives.VERSION)
                        + " \\(server\\) is running: process \\d+, launcher \\d+, since [0-9TZ:-]+\\.\n");
    }

    @Test
    void allBundlesAreActive() throws Exception {
        Result list = node.lockstep("console", "bundle:list -t 0 -s");
        assertThat(list.code()).as(list.output()).isZero();
        assertThat(list.output())
                .contains("dev.lockstep.core", "dev.lockstep.distribution", "dev.lockstep.fleet")
                .contains("dev.lockstep.external-modules", "dev.lockstep.client", "dev.lockstep.commands")
                .doesNotContain("Installed", "Failure", "GracePeriod")
                .doesNotContainPattern("dev\\.lockstep\\S*\\s+Resolved");
    }

    @Test
    void theFirstStartWiresNoBundleASecondTime() throws Exception {
        assertThat(node.log("lockstep.log"))
                .contains("FeaturesServiceImpl")
                .contains("Starting bundles:")
                .doesNotContain("Refreshing bundles");
    }

    @Test
    void theConsoleEndsWithTheCodeOfItsCommand() throws Exception {
        assertThat(node.lockstep("console", "jaas:whoami").output()).contains("console");
        Result unknown = node.lockstep("console", "no:such");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.output()).contains("Command not found").contains("no:such");
    }

    @Test
    void everythingOfTheConsoleListensOnThisComputerOnly() throws Exception {
        String sockets = Files.readString(Path.of("/proc/" + node.nodePid() + "/net/tcp6"))
                + Files.readString(Path.of("/proc/" + node.nodePid() + "/net/tcp"));
        String ssh = String.format("%04X", port("org.apache.karaf.shell.cfg", "sshPort"));
        List<String> listening = sockets.lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+: \\S+:" + ssh + " \\S+ 0A .*"))
                .toList();
        assertThat(listening)
                .singleElement()
                .asString()
                .containsAnyOf("0100007F:" + ssh, "0000000000000000FFFF00000100007F:" + ssh);
    }

    @Test
    void thereIsNoDefaultPasswordAndTheFirstOneIsForTheOwnerAlone() throws IOException {
        Path etc = node.home().resolve("etc");
        String users = Files.readString(etc.resolve("users.properties"));
        assertThat(users).doesNotContainPattern("(?m)^karaf\\b");
        assertThat(users)
                .doesNotContain(
                        Files.readString(etc.resolve("initial-admin-password")).strip());
        for (String name : List.of("initial-admin-password", "users.properties", "console.key", "keys.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void worksByALinkAndFromAnyFolder(@TempDir Path elsewhere) throws Exception {
        Path link =
                Files.createSymbolicLink(elsewhere.resolve("ls"), node.home().resolve("bin/lockstep"));
        Path relative = Files.createSymbolicLink(elsewhere.resolve("ls2"), Path.of("ls"));
        assertThat(node.by(link, Map.of(), "version").output()).isEqualTo(Archives.VERSION + "\n");
        assertThat(node.by(relative, Map.of(), "status").output()).contains("is running");
    }

    @Test
    void aSecondStartSaysThatItRuns() throws Exception {
        Result second = node.lockstep("start");
        assertThat(second.code()).isZero();
        assertThat(second.output()).isEqualTo(start.output());
        Result foreground = node.lockstep("run");
        assertThat(foreground.code()).isEqualTo(1);
        assertThat(foreground.output())
                .isEqualTo("lockstep: Lockstep runs already in " + node.home()
                        + ". See: bin/lockstep status [LS-NODE-RUNNING]\n");
    }

    @Test
    void anUnknownCommandGetsTheListOfThoseThatAreKnown() throws Exception {
        Result result = node.lockstep("strat");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output())
                .startsWith("lockstep: there is no command \"strat\".")
                .contains("start the node in the background");
    }

    @Test
    void aJavaThatIsTooOldIsNamed(@TempDir Path java) throws Exception {
        Files.createDirectories(java.resolve("bin"));
        Files.createSymbolicLink(java.resolve("bin/java"), Path.of(System.getProperty("java.home"), "bin/java"));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Result result = node.lockstep(Map.of("LOCKSTEP_JAVA_HOME", java.toString()), "status");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .isEqualTo(
                        "lockstep: Lockstep runs on Java 17 to 21, and found Java 11 in LOCKSTEP_JAVA_HOME=" + java
                                + ". Install a JDK or JRE of version 17 and set LOCKSTEP_JAVA_HOME to its folder. [LS-JAVA-UNSUPPORTED]\n");
    }

    @Test
    void aFolderWithoutJavaIsNamed(@TempDir Path java) throws Exception {
        Result result = node.lockstep(Map.of("LOCKSTEP_JAVA_HOME", java.toString()), "start");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .isEqualTo("lockstep: LOCKSTEP_JAVA_HOME=" + java
                        + " holds no bin/java. Set LOCKSTEP_JAVA_HOME to the folder of a"
                        + " JDK or JRE of version 17. [LS-JAVA-MISSING]\n");
    }

    private static int port(String file, String key) throws IOException {
        return Files.readAllLines(node.home().resolve("etc").resolve(file)).stream()
                .filter(line -> line.startsWith(key + " = "))
                .map(line ->
                        Integer.parseInt(line.substring(line.indexOf('=') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
