package dev.lockstep.benchmarks.site;

import dev.lockstep.benchmarks.Machine;
import dev.lockstep.benchmarks.Measures;
import dev.lockstep.benchmarks.ProcessUse;
import dev.lockstep.benchmarks.Stopwatch;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.MeteringSite;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.VendorSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run site}: a server and three clients, each a node of its own on this machine, driven as an operator drives
 * them, and a bare Apache Karaf beside them. Every time begins when a command is typed, so the start of the console itself is in
 * it; what that costs alone is measured as well. States are asked for ten times a second.
 */
final class SiteBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String KARAF = "4.4.10";
    private static final String MODULE = "dev.lockstep.examples.metering.module";
    private static final List<String> CLIENTS = List.of("workstation-1", "workstation-2", "poll-service");

    private final Artifacts artifacts;
    private final Path folder;
    private final int pairs;
    private final Path karafArchive;
    private final Measures measures = new Measures(System.out);

    private SiteBenchmark(Artifacts artifacts, Path folder, int pairs) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.pairs = pairs;
        this.karafArchive = artifacts.root().resolve("benchmarks/target/peers/apache-karaf-" + KARAF + ".tar.gz");
    }

    /** Runs it, and writes {@code benchmarks/results/site.json}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int pairs = 5;
        if (arguments.length == 2 && arguments[0].equals("--pairs") && arguments[1].matches("[1-9]\\d?")) {
            pairs = Integer.parseInt(arguments[1]);
        } else if (arguments.length > 0) {
            System.err.println("benchmarks/run site does not know: " + String.join(" ", arguments)
                    + "\nIt has one option, --pairs with a number from 1 to 99 (5 if it is not given).");
            System.exit(2);
        }
        Artifacts artifacts = Artifacts.ofBuild();
        Path folder = Files.createTempDirectory("lockstep-benchmark-");
        try {
            new SiteBenchmark(artifacts, folder, pairs).run();
        } finally {
            delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException {
        measures.facts(Machine.facts());
        Starts starts = new Starts(artifacts, karafArchive, folder);
        try (MeteringSite site = new MeteringSite(artifacts, folder, Ports.free())) {
            VendorSite vendor = site.startVendor();
            vendor.publishRelease("1.0.0", artifacts.meteringRelease("1.0.0"));
            vendor.publishRelease("1.1.0", artifacts.meteringRelease("1.1.0"));
            vendor.publishModule(artifacts.module("1.0.0"), "metering-workstation", "[1.0.0,2.0.0)");
            NodeInstallation server = site.installServer(vendor).admitsWhoeverAsks();
            measures.facts(Map.of(
                    "versions",
                    "Lockstep " + server.lockstep("version").orThrow().output().strip() + ", Apache Karaf " + KARAF));
            measures.head("Karaf " + KARAF);
            starts.run(pairs);
            starts.report(measures);
            System.err.println("... starting a server and three clients");
            site.startMeters();
            List<NodeInstallation> clients = List.of(
                    site.installWorkstation(vendor, CLIENTS.get(0), true),
                    site.installWorkstation(vendor, CLIENTS.get(1), false),
                    site.installPollService(vendor, CLIENTS.get(2)));
            begin(site, server, clients);
            updates(server);
            modules(server);
            resident(server, clients);
        }
        measures.facts(Map.of("load average at the end", Machine.loadAverage()));
        measures.write(artifacts.root().resolve("benchmarks/results/site.json"));
    }

    private static void begin(MeteringSite site, NodeInstallation server, List<NodeInstallation> clients) {
        server.start();
        clients.forEach(NodeInstallation::start);
        server.console("lockstep:update --yes 1.0.0").orThrow();
        site.logIn(clients.get(0));
        site.logIn(clients.get(1));
        await(server, "1.0.0");
    }

    /** From the command at the server to the last of the three clients that reports the version and that it is healthy. */
    private void updates(NodeInstallation server) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            if (i > 0) {
                // Going back takes the approver's word, and is no update of every day.
                server.console("lockstep:update --yes --passphrase-file " + passphrase() + " 1.0.0")
                        .orThrow();
                await(server, "1.0.0");
            }
            seconds.add(Stopwatch.seconds(() -> {
                server.console("lockstep:update --yes 1.1.0").orThrow();
                await(server, "1.1.0");
            }));
        }
        measures.alone("lockstep:update to the last of three clients healthy", "s", seconds);
    }

    private Path passphrase() throws IOException {
        return Files.writeString(folder.resolve("passphrase"), "correct horse battery staple\n");
    }

    /**
     * A signed module from the command at the server to a client that reports it active. The cost of the console is measured in
     * turns with it, and taken off in the last row.
     */
    private void modules(NodeInstallation server) {
        List<Double> console = new ArrayList<>();
        List<Double> installed = new ArrayList<>();
        List<Double> difference = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            console.add(
                    Stopwatch.seconds(() -> server.console("lockstep:explain").orThrow()));
            installed.add(Stopwatch.seconds(() -> {
                server.console("module:install " + MODULE).orThrow();
                awaitModule(server, true);
            }));
            difference.add(installed.get(i) - console.get(i));
            server.console("module:remove " + MODULE).orThrow();
            awaitModule(server, false);
        }
        measures.alone("a console command that changes nothing", "s", console);
        measures.alone("module:install to active on a client that reported it", "s", installed);
        measures.alone("the same without what the console costs", "s", difference);
    }

    private void resident(NodeInstallation server, List<NodeInstallation> clients) throws IOException {
        List<Double> nodes = new ArrayList<>();
        List<Double> launchers = new ArrayList<>();
        for (NodeInstallation client : clients) {
            RunningNode running = RunningNode.of(client);
            nodes.add(ProcessUse.residentBytes(running.pid()) / 1e6);
            launchers.add(ProcessUse.residentBytes(running.launcher()) / 1e6);
        }
        RunningNode running = RunningNode.of(server);
        measures.alone("resident after all this: clients", "MB", nodes);
        measures.alone("resident after all this: server", "MB", List.of(ProcessUse.residentBytes(running.pid()) / 1e6));
        measures.alone("resident after all this: a client's launcher", "MB", launchers);
    }

    private static void await(NodeInstallation server, String version) {
        Await.until("all computers to run " + version, LIMIT, () -> Computers.all(server, CLIENTS, version));
    }

    private static void awaitModule(NodeInstallation server, boolean there) {
        Await.until(MODULE + (there ? "" : " to go"), LIMIT, () -> {
            String computers = server.getAsAdministrator("/api/v1/computers")
                    .map(Object::toString)
                    .orElse("no answer");
            return new Await.State(computers.contains(MODULE) == there, computers);
        });
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
