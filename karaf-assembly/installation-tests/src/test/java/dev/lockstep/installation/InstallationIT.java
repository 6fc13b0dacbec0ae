package dev.lockstep.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.installation.UnpackedNode.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
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

    /** Below the role admin. Viewers are among the managers of a site, too: a manager who does not see is no manager. */
    private static final Map<String, String> PEOPLE = Map.of("vera", "viewer,ssh", "max", "manager,viewer,ssh");

    private static final List<String> NOT_WORDS = List.of(
            "($.context installBundle file:/tmp/x.jar) start",
            "$.context",
            "$HOME",
            "lockstep:status $(cat etc/console.key)",
            "lockstep:status ${karaf.etc}",
            "{ cat etc/console.key }",
            "x = { cat $args }",
            "each [1 2] { cat etc/console.key }",
            "lockstep:status > ATTACK",
            "lockstep:status >> ATTACK",
            "lockstep:status >ATTACK",
            "lockstep:status < etc/console.key",
            "lockstep:status; cat etc/console.key",
            "lockstep:status & cat etc/console.key",
            "lockstep:status && cat etc/console.key",
            "lockstep:status || cat etc/console.key",
            "lockstep:status | cat etc/console.key",
            "lockstep:status | tee ATTACK",
            "lockstep:status | grep -f etc/console.key x",
            "lockstep:status | tail etc/console.key",
            "lockstep:status | head -n 5 etc/console.key",
            "lockstep:status | shell:exec id",
            "lockstep:status | lockstep:status",
            "lockstep:status `cat etc/console.key`",
            "%(1 + 1)",
            "'cat' etc/console.key",
            "\"shell:cat\" etc/console.key",
            "lockstep:status 'open",
            "lockstep:status\u0000 x",
            "lockstep:status \u001b[2J",
            "lockstep",
            "lockstep:",
            ":status",
            "*:status x",
            "lockstep:lockstep:status",
            "LOCKSTEP:STATUS",
            "source etc/shell.init.script",
            ". etc/shell.init.script",
            "scp -f etc/console.key",
            "scp -t .",
            "sftp-server");

    private static void know(Map<String, String> people) throws IOException {
        Path users = node.home().resolve("etc/users.properties");
        if (!Files.readString(users).contains("vera")) {
            StringBuilder lines = new StringBuilder();
            people.forEach((name, roles) -> lines.append(name + " = " + name + "-has-a-password," + roles + "\n"));
            Files.writeString(users, lines, StandardOpenOption.APPEND);
        }
    }

    private static SshConsole as(String name) throws IOException {
        return SshConsole.open(port("org.apache.karaf.shell.cfg", "sshPort"), name, name + "-has-a-password");
    }

    /** Every command that this node has, and words that are a command in Karaf's shell only. */
    private static List<String> commandsOfThePlatform() throws Exception {
        Result all = node.lockstep("console", "*:help");
        assertThat(all.code()).as(all.output()).isZero();
        List<String> found = all.output()
                .replaceAll("\\u001B\\[[0-9;]*m", "")
                .lines()
                .map(line -> line.split("\\|")[0].strip())
                .filter(name -> name.matches("[a-z*]+:[A-Za-z_-]+|[a-z]{2,}"))
                .filter(name ->
                        !name.matches("(lockstep|module):.*|lockstep|module|help|logout|exit|quit|grep|head|tail|wc"))
                .distinct()
                .toList();
        assertThat(found)
                .contains("bundle:install", "shell:cat", "config:property-set", "jaas:realm-manage")
                .hasSizeGreaterThan(100);
        List<String> both = new ArrayList<>(found);
        // Without its scope, and as Karaf's aliases have them.
        found.stream()
                .filter(name -> name.contains(":"))
                .map(name -> name.substring(name.indexOf(':') + 1))
                .filter(name ->
                        !name.matches("(help|logout|exit|list|update|install|status|remove|history|grep|head|tail|wc)"))
                .forEach(both::add);
        both.addAll(List.of(
                "ld", "lde", "la", "ls", "cl", "halt", "ll", "man", "edit", "complete", "shell", "bundle", "config"));
        return both.stream().distinct().toList();
    }

    @Test
    @DisplayName(
            "LS-170 Below admin no command of the platform exists, in no mode, for no role, and no line is more than words")
    void belowAdminTheConsoleIsNoShell() throws Exception {
        know(PEOPLE);
        String key = Files.readAllLines(node.home().resolve("etc/console.key")).get(1);
        Path made = node.home().resolve("attack");
        List<String> notWords = NOT_WORDS.stream()
                .map(line -> line.replace("ATTACK", made.toString()))
                .toList();
        List<String> everything = new ArrayList<>(notWords);
        for (String command : commandsOfThePlatform()) {
            everything.add(command + " etc/console.key");
        }
        for (String person : PEOPLE.keySet()) {
            // All of it once in each mode: a channel for each command takes its time.
            List<String> lines = person.equals("vera") ? everything : notWords;
            try (SshConsole console = as(person)) {
                assertThat(console.exec("lockstep:status | grep 'Update source'")
                                .output())
                        .startsWith("Update source");
                for (String line : lines) {
                    Result result = console.exec(line);
                    assertThat(result.code())
                            .as(person + ": " + line + "\n" + result.output())
                            .isEqualTo(1);
                    assertThat(result.output())
                            .as(person + ": " + line)
                            .containsAnyOf(
                                    "There is no command",
                                    "takes words only",
                                    "After | only",
                                    "Write ",
                                    "control character",
                                    "not closed",
                                    "Something is missing beside |",
                                    "takes no more words");
                }
                assertThat(console.exec("lockstep:status\ncat etc/console.key").code())
                        .isEqualTo(1);
                List<String> typed = new ArrayList<>(person.equals("max") ? everything : notWords);
                typed.add("shell:cat etc/console.key");
                // Keys of a terminal: completion, and an editor for what was typed.
                typed.removeIf(line -> line.chars().anyMatch(Character::isISOControl) || line.contains("'open"));
                typed.add("cat etc/con\t");
                typed.add("lockstep:status etc/con\t");
                typed.add("abc\u0018\u0005");
                typed.add("logout");
                String seen = console.shell(typed);
                assertThat(seen)
                        .contains("There is no command shell:cat here")
                        .doesNotContain("console.key.", key, "GNU nano");
                assertThat(console.gives("sftp")).isFalse();
                assertThat(console.gives("lockstep")).isFalse();
                assertThat(console.forwards()).isFalse();
                assertThat(console.listensFor()).isFalse();
            }
        }
        assertThat(made).doesNotExist();
        assertThat(node.lockstep("console", "bundle:list -t 0 -s").output()).doesNotContain("/tmp/x.jar");
        assertThat(node.lockstep("console", "jaas:whoami").code()).isZero();
    }

    @Test
    @DisplayName("LS-170, LS-135 At the console, too, a viewer sees and a manager tries, and neither changes anything")
    void belowAdminTheConsoleKeepsToTheRole() throws Exception {
        know(PEOPLE);
        String settings = Files.readString(node.home().resolve("etc/dev.lockstep.node.cfg"));
        for (String person : PEOPLE.keySet()) {
            try (SshConsole console = as(person)) {
                assertThat(console.exec("settings automatic").code()).isZero();
                for (String line : List.of(
                        "lockstep:settings automatic false",
                        "lockstep:settings --no-format automatic false",
                        "lockstep:group north --add x",
                        "lockstep:assign --group north 1.2.0 --yes",
                        "module:remove x",
                        "lockstep:update --yes",
                        "lockstep:update -t --simulate=false",
                        "lockstep:update -t=false",
                        "lockstep:update --yes '1.2.0, --simulate, x'",
                        "lockstep:rollback --yes --passphrase-file -t",
                        "lockstep:join x",
                        "lockstep:join-token",
                        "lockstep:admit x",
                        "lockstep:site-backup x --passphrase-file -t",
                        "lockstep:trust-site x --simulate")) {
                    Result result = console.exec(line);
                    assertThat(result.code()).as(person + ": " + line).isEqualTo(1);
                    assertThat(result.output())
                            .as(person + ": " + line)
                            .containsAnyOf(
                                    "Your role does not allow",
                                    "There is no command",
                                    "takes no value",
                                    "no option",
                                    "stands there twice");
                }
                Result trial = console.exec("lockstep:update --simulate");
                assertThat(trial.output())
                        .contains(
                                person.equals("max")
                                        ? "[LS-SOURCE-MISSING]"
                                        : "There is no command lockstep:update here");
            }
        }
        assertThat(node.home().resolve("etc/dev.lockstep.node.cfg")).hasContent(settings);
    }

    @Test
    @DisplayName(
            "LS-173 Users, rights and settings that anybody changes, by whatever way, stand in the audit log with who did it")
    void everyChangeOfRightsUsersAndSettingsIsInTheAuditLog(@TempDir Path folder) throws Exception {
        Path etc = node.home().resolve("etc");
        // With an editor.
        String rights = Files.readString(etc.resolve("dev.lockstep.rights.cfg"));
        Files.writeString(
                etc.resolve("dev.lockstep.rights.cfg"), rights.replace("approve = admin", "approve = admin, manager"));
        awaitAudit("somebody unknown", "etc/dev.lockstep.rights.cfg approve", "admin, manager");
        Files.writeString(etc.resolve("users.properties"), "eve = eves-S3CRET,viewer,ssh\n", StandardOpenOption.APPEND);
        awaitAudit("somebody unknown", "etc/users.properties eve", "viewer,ssh");
        Files.writeString(etc.resolve("vendor-root.json"), "{}");
        awaitAudit("somebody unknown", "etc/vendor-root.json", "");
        Files.delete(etc.resolve("vendor-root.json"));
        // With the platform's commands, on behalf of the console's user.
        for (String line : List.of(
                "config:property-set -p dev.lockstep.rights view viewer,manager,admin,guest",
                "config:edit dev.lockstep.fleet; config:property-set mixed.limit 601; config:update",
                "jaas:realm-manage --realm karaf --module org.apache.karaf.jaas.modules.properties.PropertiesLoginModule;"
                        + " jaas:user-add mallory mallorys-S3CRET; jaas:role-add mallory admin; jaas:update",
                "lockstep:settings channel testing",
                "lockstep:settings --value-file "
                        + Files.writeString(folder.resolve("value"), "http://u:proxys-S3CRET@127.0.0.1:9\n")
                        + " vendor.proxy")) {
            Result result = node.lockstep("console", line);
            assertThat(result.code()).as(line + "\n" + result.output()).isZero();
        }
        awaitAudit("user console", "etc/dev.lockstep.rights.cfg view", "guest");
        awaitAudit("user console", "etc/dev.lockstep.fleet.cfg mixed.limit", "601");
        awaitAudit("user console", "etc/users.properties mallory", "admin");
        awaitAudit("user console", "channel", "testing");
        awaitAudit("user console", "vendor.proxy", "");
        // Each once, and nothing of it by somebody else, too.
        assertThat(audit().filter(entry -> entry.contains("mixed.limit"))).hasSize(1);
        assertThat(audit().filter(entry -> entry.contains("\"testing\""))).hasSize(1);
        assertThat(audit().filter(entry -> entry.contains("mallory")))
                .isNotEmpty()
                .allMatch(entry -> entry.contains("user console"));
        assertThat(audit()).noneMatch(entry -> entry.contains("S3CRET"));
        assertThat(node.lockstep("console", "lockstep:settings vendor.proxy \"\"")
                        .code())
                .isZero();
    }

    private static void awaitAudit(String who, String subject, String to) {
        node.await(
                "the audit log has " + subject + " by " + who,
                () -> audit().anyMatch(entry -> entry.contains("\"" + who + "\"")
                        && entry.contains("\"" + subject + "\"")
                        && entry.contains(to)));
    }

    private static Stream<String> audit() {
        try (Stream<Path> files = Files.list(node.home().resolve("data/lockstep/audit"))) {
            List<String> entries = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                entries.addAll(Files.readAllLines(file));
            }
            return entries.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("LS-172 Nobody but the owner can read what a node keeps, and its secrets are in one file of etc only")
    void everythingBelowEtcDataAndLogIsTheOwnersOnly() throws Exception {
        Path etc = node.home().resolve("etc");
        Path secrets = etc.resolve("dev.lockstep.secrets.properties");
        // As somebody does who does not know that there is a file for them.
        Files.writeString(
                etc.resolve("dev.lockstep.node.cfg"),
                "\njoin.token = tokens-S3CRET\nvendor.proxy = http://u:proxys-S3CRET@127.0.0.1:9\n",
                StandardOpenOption.APPEND);
        Files.writeString(
                etc.resolve("dev.lockstep.http.cfg"),
                "\nkeystore.password = keystores-S3CRET\n",
                StandardOpenOption.APPEND);
        node.await("the secrets are in their own file", () -> contains(secrets, "keystores-S3CRET", "proxys-S3CRET"));
        node.await("no other file has one", () -> {
            try {
                return holders("S3CRET", false).stream()
                        .allMatch(file -> file.equals(secrets)
                                || file.getFileName().toString().equals("users.properties"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (String name : List.of("etc", "data", "log")) {
            try (Stream<Path> all = Files.walk(node.home().resolve(name))) {
                assertThat(all.filter(path -> !Files.isSymbolicLink(path) && isOpen(path)))
                        .isEmpty();
            }
        }
        String key = Files.readAllLines(etc.resolve("console.key")).get(1);
        for (String secret : List.of("S3CRET", key)) {
            assertThat(holders(secret, true)).isEmpty();
        }
    }

    /** Which files of the installation hold a secret. */
    private static List<Path> holders(String secret, boolean open) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(node.home())) {
            for (Path file : all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                            && !path.toString().endsWith(".jar")
                            && (!open || isOpen(path)))
                    .toList()) {
                if (contains(file, secret)) {
                    found.add(file);
                }
            }
        } catch (UncheckedIOException changedMeanwhile) {
            return List.of(node.home());
        }
        return found;
    }

    private static boolean contains(Path file, String... texts) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Stream.of(texts).allMatch(text::contains);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static boolean isOpen(Path path) {
        try {
            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    .endsWith("------");
        } catch (IOException goneMeanwhile) {
            return false;
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
