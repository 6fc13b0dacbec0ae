package dev.lockstep.examples.metering.system;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Meters, a metering server and as many other computers as a test wants, each a process of its own. */
public final class Site implements AutoCloseable {
    private static final int METER_PERIOD_MILLIS = 20;

    private final Path folder;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final HttpCalls http = new HttpCalls(Duration.ofSeconds(10));
    private final int applicationPort = Component.freePort();
    private final Component server;
    private final int meterPort;

    public Site(Path folder, int meters) throws IOException, InterruptedException {
        this.folder = folder;
        Running simulator = Running.start(
                folder.resolve("simulator.log"),
                simulatorCommand(
                        "simulator.Main",
                        "--port",
                        "0",
                        "--meters",
                        "" + meters,
                        "--period-ms",
                        "" + METER_PERIOD_MILLIS),
                Map.of());
        started.push(simulator);
        meterPort = simulator.number("meters on port");
        server = add("metering-server", "server", "http://127.0.0.1:1", Map.of());
        server.configure("server.ini", "[Server]\nHost = 127.0.0.1\nPort = " + applicationPort + "\n");
    }

    public Component server() {
        return server;
    }

    public int applicationPort() {
        return applicationPort;
    }

    /** A computer with one component; it is stopped with the site. */
    public Component add(String component, String name, String node, Map<String, String> environment)
            throws IOException {
        Component added = new Component(component, folder.resolve(name), node, environment);
        started.push(added);
        return added;
    }

    /** A poll service for some meters, configured in INI form. */
    public Component poll(String name, String... meters) throws IOException {
        Component poll = add("metering-poll", name, "http://127.0.0.1:1", Map.of());
        poll.configure(
                "poll.ini",
                "[PollHost]\nHost=127.0.0.1\nPort=10000\n\n[Metering]\nHost=127.0.0.1\nPort=" + applicationPort
                        + "\nMeters=" + addresses(meters) + "\nPeriodMillis=100\n");
        return poll;
    }

    /** Starts components at the same time and waits until all are well. */
    public void start(String version, Component... components) throws IOException, BadInput, InterruptedException {
        for (Component component : components) {
            component.start(version);
        }
        for (Component component : components) {
            component.awaitUp(version);
        }
    }

    /** The meters as they stand in a configuration file. */
    public String addresses(String... meters) {
        List<String> addresses = new ArrayList<>();
        for (String meter : meters) {
            addresses.add(meter + "@127.0.0.1:" + meterPort);
        }
        return String.join(", ", addresses);
    }

    public Fields get(String path) throws IOException, BadInput, InterruptedException {
        return http.get(URI.create("http://127.0.0.1:" + applicationPort + path))
                .body();
    }

    /** The highest sequence number of a meter that the server holds; 0 when it holds none. */
    public long stored(String meter) throws IOException, BadInput, InterruptedException {
        for (Fields row : get("/summary").objects("meters")) {
            if (row.text("meter").equals(meter)) {
                return row.integer("maximum");
            }
        }
        return 0;
    }

    /** Waits until the server holds newer readings of a meter than it does now. */
    public void awaitProgress(String meter) throws IOException, BadInput, InterruptedException {
        long before = stored(meter);
        Await.until("new readings of " + meter, () -> stored(meter) > before + 5);
    }

    /** Runs the program that compares meters and server; its output, and its exit code in the last line. */
    public String verify(int seconds) throws IOException, InterruptedException {
        Running verify = Running.start(
                folder.resolve("verify.log"),
                simulatorCommand(
                        "verify.Main",
                        "--simulator",
                        "127.0.0.1:" + meterPort,
                        "--server",
                        "127.0.0.1:" + applicationPort,
                        "--within",
                        "" + seconds),
                Map.of());
        int code = verify.exitCode(seconds + 30);
        return verify.output() + "exit code " + code;
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private static List<String> simulatorCommand(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Running.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "-cp",
                Releases.simulator().resolve("lib").toString() + "/*",
                "dev.lockstep.examples.metering." + main));
        command.addAll(List.of(arguments));
        return command;
    }
}
