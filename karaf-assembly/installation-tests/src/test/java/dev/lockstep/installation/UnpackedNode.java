package dev.lockstep.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An installation as an operator has it, driven by nothing but its script. */
final class UnpackedNode implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Path home;
    private final Path script;

    private UnpackedNode(Path home) {
        this.home = home;
        this.script = home.resolve("bin/lockstep");
    }

    /** Unpacks an archive into a folder and gives the node free ports. */
    static UnpackedNode unpack(Path tar, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        run(Map.of(), home, "tar", "-xzf", tar.toString(), "--strip-components=1", "-C", home.toString());
        UnpackedNode node = new UnpackedNode(home);
        node.configure("org.apache.karaf.shell.cfg", "sshPort", freePort());
        node.configure("dev.lockstep.http.cfg", "port", freePort());
        return node;
    }

    Path home() {
        return home;
    }

    void configure(String file, String key, int value) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String text = Files.readString(path).replaceAll("(?m)^" + key + " = .*$", key + " = " + value);
        Files.writeString(path, text);
    }

    /** Runs {@code bin/lockstep} with its input closed, as cron does. */
    Result lockstep(String... arguments) throws IOException, InterruptedException {
        return lockstep(Map.of(), arguments);
    }

    Result lockstep(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return by(script, environment, arguments);
    }

    /** Runs it by another name. */
    Result by(Path name, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(name.toString()));
        command.addAll(List.of(arguments));
        return run(environment, home.getRoot(), command.toArray(String[]::new));
    }

    /** Copies the tree of the version that is there under another version. */
    Path copyVersion(String version) throws IOException, InterruptedException {
        Path copy = home.resolve("node/versions").resolve(version);
        run(
                Map.of(),
                home,
                "cp",
                "-al",
                home.resolve("node/versions/" + Archives.VERSION).toString(),
                copy.toString());
        return copy;
    }

    /** Asks for a trial start, as the agent does. */
    void tryOut(String version, String previous, int seconds) throws IOException {
        Path fresh = home.resolve("node/trial.json.new");
        Files.writeString(
                fresh,
                "{\"version\":\"" + version + "\",\"previous\":\"" + previous + "\",\"confirmWithin\":" + seconds
                        + "}");
        Files.move(fresh, home.resolve("node/trial.json"));
    }

    String current() throws IOException {
        return Files.readSymbolicLink(home.resolve("node/current"))
                .getFileName()
                .toString();
    }

    long nodePid() throws IOException {
        return number("nodePid");
    }

    long launcherPid() throws IOException {
        return number("launcherPid");
    }

    private long number(String key) throws IOException {
        Matcher matcher = Pattern.compile("\"" + key + "\": (\\d+)")
                .matcher(Files.readString(home.resolve("data/launcher/state.json")));
        if (!matcher.find()) {
            throw new AssertionError("no " + key);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Waits until {@code status} says what it should. */
    void awaitStatus(String what) {
        await("status says \"" + what + "\"", Duration.ofSeconds(1), () -> {
            try {
                return lockstep("status").output().contains(what);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofMillis(100), condition);
    }

    private void await(String what, Duration pause, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what + "\n" + logs());
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    String log(String name) throws IOException {
        return Files.readString(home.resolve("log").resolve(name));
    }

    private String logs() {
        try {
            String node = log("lockstep.log");
            return log("launcher.log") + node.substring(Math.max(0, node.length() - 4000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lockstep("stop");
    }

    static int freePort() throws IOException {
        // Below the ports that outgoing connections are given: one of them could take the port between a stop and a
        // start.
        BindException taken = new BindException("no port was tried");
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 17_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                taken = e;
            }
        }
        throw taken;
    }

    private static Result run(Map<String, String> environment, Path folder, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("lockstep", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(output.toFile());
            builder.environment().remove("LOCKSTEP_JAVA_HOME");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds() + 30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + List.of(command));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** How a command ended. */
    record Result(int code, String output) {}
}
