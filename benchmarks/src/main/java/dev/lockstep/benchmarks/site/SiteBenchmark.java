package dev.lockstep.benchmarks.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code benchmarks/run site}: a server and three clients, each a node of its own on this machine, driven as an operator drives
 * them. Every time that is taken begins when {@code bin/lockstep} is typed, so the start of the console itself is in it; what
 * that costs alone is measured as well.
 */
public final class SiteBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String MODULE = "dev.lockstep.examples.metering.module";
    private static final List<String> CLIENTS = List.of("workstation-1", "workstation-2", "poll-service");
    private static final Pattern PROCESSES = Pattern.compile("process (\\d+), launcher (\\d+)");
    private static final int ROUNDS = 5;

    private final MeteringSite site;
    private final ObjectNode results = new ObjectMapper().createObjectNode();

    private SiteBenchmark(MeteringSite site) {
        this.site = site;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("lockstep-benchmark-");
        Artifacts artifacts = Artifacts.ofBuild();
        try (MeteringSite site = new MeteringSite(artifacts, folder, Ports.free())) {
            SiteBenchmark benchmark = new SiteBenchmark(site);
            benchmark.run(artifacts);
            Path file = Path.of("benchmarks/results/site.json");
            Files.writeString(file, benchmark.results.toPrettyString() + System.lineSeparator());
        }
    }

    private void run(Artifacts artifacts) throws IOException {
        VendorSite vendor = site.startVendor();
        vendor.publishRelease("1.0.0", artifacts.meteringRelease("1.0.0"));
        vendor.publishRelease("1.1.0", artifacts.meteringRelease("1.1.0"));
        vendor.publishModule(artifacts.module("1.0.0"), "metering-workstation", "[1.0.0,2.0.0)");
        site.startMeters();
        NodeInstallation server = site.installServer(vendor);
        NodeInstallation workstation = site.installWorkstation(vendor, "workstation-1", true);
        NodeInstallation second = site.installWorkstation(vendor, "workstation-2", false);
        NodeInstallation poll = site.installPollService(vendor, "poll-service");

        starts(server, workstation, second, poll);
        server.console("lockstep:update --yes 1.0.0").orThrow();
        site.logIn(workstation);
        site.logIn(second);
        await(server, "1.0.0");
        record(
                "console without work",
                "s",
                times(ROUNDS, i -> server.console("lockstep:explain").orThrow()));
        updates(server);
        modules(server);
        resident(List.of(server, workstation, second, poll));
    }

    private void starts(NodeInstallation server, NodeInstallation... clients) {
        record("first start of a node, to its console", "s", times(1, i -> server.start()));
        for (NodeInstallation client : clients) {
            client.start();
        }
        record("later start of a node, to its console", "s", times(3, i -> {
            clients[0].lockstep("restart").orThrow();
        }));
    }

    /** From the command at the server to the last of the three clients that reports itself healthy. */
    private void updates(NodeInstallation server) {
        record("lockstep:update to the last of three clients", "s", times(ROUNDS, i -> {
            String version = i % 2 == 0 ? "1.1.0" : "1.0.0";
            server.console("lockstep:update --yes " + version).orThrow();
            await(server, version);
        }));
    }

    private void modules(NodeInstallation server) {
        double[] times = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            times[i] = times(1, round -> {
                server.console("module:install " + MODULE).orThrow();
                awaitModule(server, true);
            })[0];
            server.console("module:remove " + MODULE).orThrow();
            awaitModule(server, false);
        }
        record("module:install to active on a client that reported it", "s", times);
    }

    private static void await(NodeInstallation server, String version) {
        Await.until("all computers to run " + version, LIMIT, () -> Computers.all(server, CLIENTS, version));
    }

    private static void awaitModule(NodeInstallation server, boolean there) {
        Await.until(MODULE, LIMIT, () -> {
            String computers =
                    server.get("/api/v1/computers").map(Object::toString).orElse("no answer");
            return new Await.State(computers.contains(MODULE) == there, computers);
        });
    }

    private void resident(List<NodeInstallation> nodes) throws IOException {
        List<Double> agents = new ArrayList<>();
        List<Double> launchers = new ArrayList<>();
        for (NodeInstallation node : nodes) {
            Matcher processes =
                    PROCESSES.matcher(node.lockstep("status").orThrow().output());
            if (processes.find()) {
                agents.add(residentMegabytes(processes.group(1)));
                launchers.add(residentMegabytes(processes.group(2)));
            }
        }
        record("resident memory of a node after all this", "MB", toArray(agents));
        record("resident memory of its launcher", "MB", toArray(launchers));
    }

    private static double residentMegabytes(String pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
            }
        }
        throw new IOException("process " + pid + " has no VmRSS");
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] times(int rounds, Round round) {
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long from = System.nanoTime();
            round.run(i);
            seconds[i] = (System.nanoTime() - from) / 1e9;
        }
        return seconds;
    }

    private void record(String what, String unit, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f %s | %.2f | %.2f | %d |%n",
                what,
                median,
                unit,
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length);
        ObjectNode entry = results.putObject(what);
        entry.put("unit", unit);
        entry.put("median", median);
        Arrays.stream(values).forEach(entry.withArray("values")::add);
    }

    /** Something that is timed. */
    @FunctionalInterface
    private interface Round {
        void run(int number);
    }
}
