package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node as its user has it: unpacked from the archive, configured through its files in {@code etc}, driven through
 * {@code bin/lockstep} and asked over its port.
 */
public final class NodeInstallation implements AutoCloseable {
    private static final long COMMAND_LIMIT_SECONDS = 600;
    private static final String STATUS = "/api/v1/local/status";

    private final String name;
    private final Path home;
    private final HttpQuestions http = new HttpQuestions();
    private final Administrator administrator;

    private NodeInstallation(String name, Path home) {
        this.name = name;
        this.home = home;
        this.administrator = new Administrator(home, this::port);
    }

    /** Unpacks an archive of karaf-assembly into {@code home}, which does not exist yet. */
    public static NodeInstallation unpack(String name, Path archive, Path home, int port) {
        try {
            Files.createDirectories(home);
            ChildProcess.run(
                            List.of("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", home.toString()),
                            home,
                            Map.of(),
                            COMMAND_LIMIT_SECONDS)
                    .orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + archive + " into " + home, e);
        }
        NodeInstallation node = new NodeInstallation(name, home);
        node.configure("dev.lockstep.http", Map.of("port", Integer.toString(port)));
        node.configure("org.apache.karaf.shell", Map.of("sshPort", Integer.toString(Ports.free())));
        node.livesForMinutes();
        return node;
    }

    /** The optimising compiler pays for itself in a node that runs for weeks: without it, a start costs a third less. */
    private void livesForMinutes() {
        Path options = home.resolve("etc/lockstep.vmoptions");
        try {
            Files.writeString(options, "-XX:TieredStopAtLevel=1\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + options, e);
        }
    }

    /** This computer admits whoever asks to take updates from it, for a test in which it makes no difference who does. */
    public NodeInstallation admitsWhoeverAsks() {
        configure("dev.lockstep.http", Map.of("admission", "automatic"));
        return this;
    }

    /** Sets keys of a configuration file in {@code etc}; the other lines stay as they are. */
    public void configure(String pid, Map<String, String> values) {
        Path file = home.resolve("etc").resolve(pid + ".cfg");
        try {
            List<String> lines = new ArrayList<>();
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .filter(line -> values.keySet().stream()
                                .noneMatch(key -> line.strip().matches(java.util.regex.Pattern.quote(key) + "\\s*=.*")))
                        .forEach(lines::add);
            }
            values.forEach((key, value) -> lines.add(key + " = " + value.replace("\\", "\\\\")));
            Files.createDirectories(file.getParent());
            Path replacement = file.resolveSibling(pid + ".cfg.new");
            Files.write(replacement, lines);
            Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** What a configuration file in {@code etc} says for a key. */
    public String setting(String pid, String key) {
        Path file = home.resolve("etc").resolve(pid + ".cfg");
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return values.getProperty(key, "").strip();
    }

    /** Pins the vendor's root, as the vendor's installer does. */
    public void pinVendor(Path root) {
        try {
            Files.createDirectories(home.resolve("etc"));
            Files.copy(root, home.resolve("etc/vendor-root.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot pin the vendor's root in " + home, e);
        }
    }

    /** {@code bin/lockstep start}. */
    public void start() {
        lockstep("start").orThrow();
    }

    /** Waits until the node answers on its port. */
    public void awaitUp(Duration limit) {
        Await.until(name + " to answer", limit, () -> {
            String seen = get(STATUS).map(JsonNode::toString).orElse("no answer");
            return new Await.State(seen.contains("\"phase\""), seen);
        });
    }

    /** Waits until the node is not busy with anything, such as a check that it makes by itself. */
    private void awaitIdle() {
        Await.until(name + " to be idle", Duration.ofSeconds(COMMAND_LIMIT_SECONDS), () -> {
            Optional<JsonNode> status = get(STATUS);
            return new Await.State(
                    status.map(now -> now.path("phase").asText().equals("idle")).orElse(true), status.toString());
        });
    }

    /** Runs a command of the console, as {@code bin/lockstep console "…"} does. */
    public ChildProcess.Finished console(String command) {
        return ChildProcess.run(command("console", command), home, environment(), COMMAND_LIMIT_SECONDS);
    }

    /** Runs a command of the console, and hands on each line as soon as it is printed. */
    public ChildProcess.Finished console(String command, Consumer<String> lines) {
        return ChildProcess.run(command("console", command), home, environment(), COMMAND_LIMIT_SECONDS, lines);
    }

    /** Runs a command of the console as soon as nothing else is under way, such as a check that the node makes by itself. */
    public ChildProcess.Finished consoleInTurn(String command) {
        return inTurn(() -> console(command));
    }

    /** Runs a command of the console as soon as nothing else is under way, and hands on each line as soon as it is printed. */
    public ChildProcess.Finished consoleInTurn(String command, Consumer<String> lines) {
        return inTurn(() -> console(command, lines));
    }

    private ChildProcess.Finished inTurn(Supplier<ChildProcess.Finished> command) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMMAND_LIMIT_SECONDS);
        ChildProcess.Finished finished = command.get();
        while (finished.output().contains("[LS-BUSY]") && System.nanoTime() < end) {
            awaitIdle();
            finished = command.get();
        }
        return finished;
    }

    /** Runs {@code bin/lockstep} with other arguments. */
    public ChildProcess.Finished lockstep(String... arguments) {
        return ChildProcess.run(command(arguments), home, environment(), COMMAND_LIMIT_SECONDS);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/lockstep").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    /** The answer of the node's own port to a program of its computer; empty if there is none. */
    public Optional<JsonNode> get(String path) {
        return http.get("http://127.0.0.1:" + port() + path);
    }

    /** What the launcher wrote down of the node that runs. */
    public Running running() {
        JsonNode state = json("data/launcher/state.json");
        return new Running(
                state.path("version").asText(),
                state.path("underTrial").asBoolean(),
                state.path("launcherPid").asLong(),
                state.path("nodePid").asLong());
    }

    /** The process of a component that the node looks after. */
    public long pidOf(String component) {
        return json("data/lockstep/components/" + component + "/process.json")
                .path("pid")
                .asLong();
    }

    private JsonNode json(String file) {
        try {
            return new ObjectMapper().readTree(home.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " of " + name, e);
        }
    }

    /** The password that the launcher made for the first administrator. */
    public String administratorsPassword() {
        return administrator.password();
    }

    /** The answer of the node's own port over TLS to its administrator, who signs in; empty if there is none. */
    public Optional<JsonNode> getAsAdministrator(String path) {
        return administrator.get(path);
    }

    public String name() {
        return name;
    }

    public Path home() {
        return home;
    }

    /** Its one port, as its configuration has it now. */
    public int port() {
        return Integer.parseInt(setting("dev.lockstep.http", "port"));
    }

    /** {@code bin/lockstep stop --components}. */
    @Override
    public void close() {
        lockstep("stop", "--components");
    }

    /**
     * The processes of a node.
     *
     * @param version of the node
     * @param underTrial whether it has still to confirm its start
     * @param launcherPid the launcher's process
     * @param nodePid its own
     */
    public record Running(String version, boolean underTrial, long launcherPid, long nodePid) {}
}
