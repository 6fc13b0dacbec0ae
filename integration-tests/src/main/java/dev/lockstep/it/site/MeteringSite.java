package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The example's distributed system on this machine: meters, a vendor, a server, two workstations and a poll service, each a
 * process or a node of its own.
 */
public final class MeteringSite implements AutoCloseable {
    private static final String METERING = "dev.lockstep.examples.metering.";
    private static final String COMPONENTS = "data/lockstep/components";
    private static final Duration LOGIN = Duration.ofMinutes(3);
    private static final int METERS = 4;

    private final Artifacts artifacts;
    private final Path folder;
    private final int applicationPort = Ports.free();
    private final int metersPort = Ports.free();
    private final int serverControlPort = Ports.free();
    private final int serverPort;
    private final List<AutoCloseable> running = new ArrayList<>();

    /**
     * A site below {@code folder}; nothing runs yet.
     *
     * @param serverPort the server's one port
     */
    public MeteringSite(Artifacts artifacts, Path folder, int serverPort) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.serverPort = serverPort;
    }

    /** Makes the vendor's repository and serves it. */
    public VendorSite startVendor() {
        VendorSite vendor = VendorSite.create(
                VendorSite.Program.unpacked(artifacts.cli()), folder.resolve("vendor"), log("vendor"));
        running.add(vendor);
        return vendor;
    }

    /** Starts the meters. They produce readings from now on. */
    public ChildProcess startMeters() {
        ChildProcess meters = ChildProcess.start(
                "meters",
                example(
                        artifacts.meteringSimulator(),
                        "simulator.Main",
                        "--port",
                        Integer.toString(metersPort),
                        "--meters",
                        Integer.toString(METERS)),
                folder,
                Map.of(),
                log("meters"));
        running.add(meters);
        return meters;
    }

    /** Unpacks and configures the main server; it is not started. */
    public NodeInstallation installServer(VendorSite vendor) {
        return installServer(vendor, "server");
    }

    private NodeInstallation installServer(VendorSite vendor, String home) {
        NodeInstallation node = NodeInstallation.unpack("server", artifacts.server(), folder.resolve(home), serverPort);
        node.pinVendor(vendor.root());
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name", "server",
                        "source", "vendor",
                        "vendor.urls", vendor.url().toString(),
                        "distribute", "true",
                        "components", "metering-server"));
        Path config = config("server");
        write(config.resolve("server.ini"), "[Server]\nPort=" + applicationPort + "\nUpdatePort=" + serverPort + "\n");
        node.configure(
                "dev.lockstep.component-metering-server",
                Map.of(
                        "config", config.toString(),
                        "data", data("server").toString(),
                        "variable.control.port", Integer.toString(serverControlPort)));
        running.add(node);
        return node;
    }

    /** Unpacks and configures a poll service; its server's address stands in section PollHost of its own file. */
    public NodeInstallation installPollService(VendorSite vendor, String name) {
        NodeInstallation node = NodeInstallation.unpack(name, artifacts.client(), folder.resolve(name), Ports.free());
        node.pinVendor(vendor.root());
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name", name,
                        "source", "computer",
                        "address.from", "poll-host",
                        "components", "metering-poll"));
        StringBuilder meters = new StringBuilder();
        for (int i = 1; i <= METERS; i++) {
            meters.append(i == 1 ? "" : ",")
                    .append("meter-")
                    .append(i)
                    .append("@127.0.0.1:")
                    .append(metersPort);
        }
        Path config = config(name);
        write(
                config.resolve("poll.ini"),
                "[PollHost]\nHost=127.0.0.1\nPort=" + serverPort + "\n\n[Metering]\nHost=127.0.0.1\nPort="
                        + applicationPort + "\nMeters=" + meters + "\nPeriodMillis=500\n");
        node.configure(
                "dev.lockstep.component-metering-poll",
                Map.of(
                        "config", config.toString(),
                        "data", data(name).toString(),
                        "poll.host.file", config.resolve("poll.ini").toString(),
                        "variable.control.port", Integer.toString(Ports.free())));
        running.add(node);
        return node;
    }

    /** Unpacks and configures a workstation; its server's address comes from the login window. */
    public NodeInstallation installWorkstation(VendorSite vendor, String name, boolean receivesModules) {
        NodeInstallation node = NodeInstallation.unpack(name, artifacts.client(), folder.resolve(name), Ports.free());
        node.pinVendor(vendor.root());
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name", name,
                        "source", "computer",
                        "address.from", "login-window",
                        "receive.modules", Boolean.toString(receivesModules),
                        "components", "metering-workstation"));
        Path config = config(name);
        write(
                config.resolve("workstation.ini"),
                "[Login]\nUnattended=true\nAddress=127.0.0.1\nPort=" + serverPort + "\nUser=demo\n\n[Metering]\nPort="
                        + applicationPort + "\n");
        node.configure(
                "dev.lockstep.component-metering-workstation",
                Map.of(
                        "config", config.toString(),
                        "data", data(name).toString(),
                        "variable.control.port", Integer.toString(Ports.free())));
        running.add(node);
        return node;
    }

    /**
     * A user logs in at a workstation: its login window tells the node there which server it is.
     *
     * <p>The application that the user starts is the one of the installer, 1.0.0; it ends when the user has logged in.
     */
    public void logIn(NodeInstallation workstation) {
        Path data = data(workstation.name() + "-user");
        try (ChildProcess application = ChildProcess.start(
                "workstation",
                example(
                        artifacts.meteringRelease("1.0.0").resolve("metering-workstation"),
                        "workstation.Main",
                        "--unattended",
                        "--server",
                        "127.0.0.1:" + serverPort,
                        "--application-port",
                        Integer.toString(applicationPort),
                        "--data",
                        data.toString(),
                        "--agent",
                        "http://127.0.0.1:" + workstation.port()),
                folder,
                Map.of(),
                log("login-" + workstation.name()))) {
            Await.until("the login to reach " + application, LOGIN, () -> {
                Optional<JsonNode> status = workstation.get("/api/v1/local/status");
                String seen = status.map(JsonNode::toString).orElse("no answer");
                return new Await.State(seen.contains("127.0.0.1:" + serverPort), seen);
            });
        }
    }

    /** A join token of the server is put into a computer's settings, as an installer does; returns it. */
    public String join(NodeInstallation computer, NodeInstallation server) {
        String token = token(server);
        computer.configure("dev.lockstep.node", Map.of("join.token", token));
        return token;
    }

    /** A join token of a server, for one computer. */
    public String token(NodeInstallation server) {
        return server.console("lockstep:join-token --no-format --address 127.0.0.1")
                .orThrow()
                .output()
                .strip();
    }

    /** Waits until a computer has asked a server to be admitted and is not yet. */
    public void awaitWaiting(NodeInstallation server, NodeInstallation computer) {
        awaitStanding(server, computer, "waiting");
    }

    /** Waits until a server has admitted a computer. */
    public void awaitAdmitted(NodeInstallation server, NodeInstallation computer) {
        awaitStanding(server, computer, "admitted");
    }

    private static void awaitStanding(NodeInstallation server, NodeInstallation computer, String standing) {
        Await.until(computer.name() + " to stand as " + standing + " at " + server.name(), LOGIN, () -> {
            String seen = "no answer";
            for (JsonNode applicant : server.getAsAdministrator("/api/v1/admin/admissions")
                    .orElse(MissingNode.getInstance())
                    .path("computers")) {
                seen = applicant.toString();
                if (applicant.path("name").asText().equals(computer.name())
                        && applicant.path("standing").asText().contains(standing)) {
                    return new Await.State(true, seen);
                }
            }
            return new Await.State(false, seen);
        });
    }

    /**
     * Removes the server's node and installs it again, with the settings and the components that its installer brings, and
     * nothing to distribute. What the metering system itself stored is not the node's and stays.
     */
    public NodeInstallation reinstallServer(NodeInstallation server, VendorSite vendor) {
        server.lockstep("stop", "--components").orThrow();
        running.remove(server);
        Path old = folder.resolve("server-removed");
        try {
            Files.move(server.home(), old);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + server.home(), e);
        }
        NodeInstallation installed = installServer(vendor);
        copyComponents(old.resolve(COMPONENTS), installed.home().resolve(COMPONENTS));
        return installed;
    }

    private static void copyComponents(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + to.getParent(), e);
        }
        ChildProcess.run(List.of("cp", "-a", from.toString(), to.toString()), from, Map.of(), 300)
                .orThrow();
    }

    /** Stops the meters' production and compares what they measured with what the server stored. */
    public ChildProcess.Finished compareReadings() {
        return ChildProcess.run(
                example(
                        artifacts.meteringSimulator(),
                        "verify.Main",
                        "--simulator",
                        "127.0.0.1:" + metersPort,
                        "--server",
                        "127.0.0.1:" + applicationPort),
                folder,
                Map.of(),
                90);
    }

    /** A command that runs a program of the example. */
    private static List<String> example(Path tree, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                VendorSite.javaExecutable(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-cp",
                tree.resolve("lib") + "/*",
                METERING + program));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path config(String name) {
        return make(folder.resolve("config").resolve(name));
    }

    private Path data(String name) {
        return make(folder.resolve("data").resolve(name));
    }

    private Path log(String name) {
        return make(folder.resolve("log")).resolve(name + ".log");
    }

    private static Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The processes that are no nodes: the meters and the vendor's web server. */
    public List<Long> surroundings() {
        List<Long> processes = new ArrayList<>();
        for (AutoCloseable part : running) {
            if (part instanceof ChildProcess process) {
                processes.add(process.pid());
            } else if (part instanceof VendorSite vendor) {
                processes.add(vendor.pid());
            }
        }
        return processes;
    }

    /** Stops everything: the nodes, side by side, then what they talk to. */
    @Override
    public void close() {
        running.stream().filter(NodeInstallation.class::isInstance).parallel().forEach(MeteringSite::stop);
        running.stream().filter(other -> !(other instanceof NodeInstallation)).forEach(MeteringSite::stop);
        running.clear();
    }

    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.err.println("could not be stopped: " + part + ": " + e.getMessage());
        }
    }
}
