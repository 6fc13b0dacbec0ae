package dev.lockstep.benchmarks.morning;

import dev.lockstep.benchmarks.Machine;
import dev.lockstep.benchmarks.Measures;
import dev.lockstep.benchmarks.ProcessUse;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.MeteringSite;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.VendorSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run morning}: a server with thousands of admitted computers that listen to it is killed and started again, and
 * all come back. Measured from the moment its port is open.
 */
final class MorningBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int A_PROCESS = 1000;

    private final Artifacts artifacts;
    private final Path folder;
    private final int clients;
    private final int times;
    private final Measures measures = new Measures(System.out);
    private final List<CrowdProcess> crowd = new ArrayList<>();

    private MorningBenchmark(Artifacts artifacts, Path folder, int clients, int times) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.clients = clients;
        this.times = times;
    }

    /** Runs it, and writes {@code benchmarks/results/morning.json}. */
    public static void main(String[] arguments) throws Exception {
        int clients = 2000;
        int times = 3;
        for (int i = 0; i < arguments.length; i += 2) {
            boolean number = i + 1 < arguments.length && arguments[i + 1].matches("[1-9]\\d{0,4}");
            if (number && arguments[i].equals("--clients")) {
                clients = Integer.parseInt(arguments[i + 1]);
            } else if (number && arguments[i].equals("--times")) {
                times = Integer.parseInt(arguments[i + 1]);
            } else {
                System.err.println("benchmarks/run morning does not know: " + String.join(" ", arguments)
                        + "\nIt has two options, --clients (2000) and --times (3), each with a number.");
                System.exit(2);
            }
        }
        Path folder = Files.createTempDirectory("lockstep-benchmark-");
        try {
            new MorningBenchmark(Artifacts.ofBuild(), folder, clients, times).run();
        } finally {
            delete(folder);
        }
    }

    private void run() throws Exception {
        measures.facts(Machine.facts());
        measures.facts(Map.of("clients", Integer.toString(clients)));
        try (MeteringSite site = new MeteringSite(artifacts, folder, Ports.free())) {
            VendorSite vendor = site.startVendor();
            Path release = Files.createDirectories(folder.resolve("release/files"));
            Files.writeString(release.resolve("file.txt"), "of 1.0.0");
            vendor.publishRelease("1.0.0", release.getParent());
            NodeInstallation server = site.installServer(vendor).admitsWhoeverAsks();
            server.configure("dev.lockstep.node", Map.of("components", "files"));
            shipped(server);
            server.start();
            server.awaitUp(LIMIT);
            server.consoleInTurn("lockstep:update --yes 1.0.0").orThrow();
            gather(server.port());
            mornings(server);
        } finally {
            crowd.forEach(CrowdProcess::close);
        }
        measures.write(artifacts.root().resolve("benchmarks/results/morning.json"));
    }

    /** Tests switch the optimising compiler off in nodes that live for minutes; users do not. */
    private static void shipped(NodeInstallation server) throws IOException {
        Path options = server.home().resolve("etc/lockstep.vmoptions");
        Files.write(
                options,
                Files.readAllLines(options).stream()
                        .filter(line -> !line.contains("TieredStopAtLevel"))
                        .toList());
    }

    private void gather(int port) throws IOException {
        System.err.println("... " + clients + " computers are admitted and begin to listen");
        for (int first = 0; first < clients; first += A_PROCESS) {
            crowd.add(CrowdProcess.start(port, Math.min(A_PROCESS, clients - first), first));
        }
        awaitAll();
    }

    private void mornings(NodeInstallation server) throws IOException {
        List<Double> all = new ArrayList<>();
        List<Double> half = new ArrayList<>();
        List<Double> attempts = new ArrayList<>();
        List<Double> cutOff = new ArrayList<>();
        List<Double> sentAway = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        List<Double> driver = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            System.err.println("... the server is killed and started again, " + (i + 1) + " of " + times);
            kill(server);
            server.start();
            server.awaitUp(LIMIT);
            long node = server.running().nodePid();
            double before = ProcessUse.cpuSeconds(node);
            double driverBefore = driverSeconds();
            for (CrowdProcess some : crowd) {
                some.ask("mark");
            }
            Counted counted = awaitAll();
            all.add(counted.times().get(clients - 1) / 1000.0);
            half.add(counted.times().get(clients / 2) / 1000.0);
            attempts.add((double) counted.attempts() / clients);
            cutOff.add((double) counted.cutOff());
            sentAway.add((double) counted.sentAway());
            cpu.add(ProcessUse.cpuSeconds(node) - before);
            driver.add(driverSeconds() - driverBefore);
            resident.add(ProcessUse.residentBytes(node) / 1e6);
        }
        measures.head("");
        measures.alone("until half of them are in", "s", half);
        measures.alone("until all of them are in", "s", all);
        measures.alone("attempts of each", "", attempts);
        measures.alone("cut off without an answer", "", cutOff);
        measures.alone("sent away with an answer", "", sentAway);
        measures.alone("processor time of the server for it", "s", cpu);
        measures.alone("processor time of those who connect", "s", driver);
        measures.alone("resident afterwards", "MB", resident);
    }

    /** As the power does it. */
    private static void kill(NodeInstallation server) {
        NodeInstallation.Running running = server.running();
        for (long pid : List.of(running.launcherPid(), running.nodePid())) {
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }

    private double driverSeconds() throws IOException {
        double seconds = 0;
        for (CrowdProcess some : crowd) {
            seconds += ProcessUse.cpuSeconds(some.process().pid());
        }
        return seconds;
    }

    private Counted awaitAll() throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Counted counted = Counted.NOBODY;
            for (CrowdProcess some : crowd) {
                counted = counted.and(Counted.read(some.ask("say")));
            }
            if (counted.times().size() == clients) {
                return counted;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(counted.times().size() + " of " + clients + " are in after " + LIMIT);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** What a {@link Crowd} has counted since its mark. */
    private record Counted(long attempts, long cutOff, long sentAway, List<Long> times) {
        static final Counted NOBODY = new Counted(0, 0, 0, List.of());

        static Counted read(String line) {
            List<Long> numbers =
                    Arrays.stream(line.split(" ")).map(Long::valueOf).toList();
            return new Counted(numbers.get(1), numbers.get(2), numbers.get(3), numbers.subList(4, numbers.size()));
        }

        Counted and(Counted other) {
            return new Counted(
                    attempts + other.attempts,
                    cutOff + other.cutOff,
                    sentAway + other.sentAway,
                    Stream.concat(times.stream(), other.times.stream()).sorted().toList());
        }
    }

    private record CrowdProcess(Process process, BufferedReader answers, PrintStream questions) {
        static CrowdProcess start(int port, int size, int first) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Crowd.class.getName(),
                            Integer.toString(port),
                            Integer.toString(size),
                            Integer.toString(first))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CrowdProcess crowd = new CrowdProcess(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
            crowd.answer();
            return crowd;
        }

        String ask(String question) throws IOException {
            questions.println(question);
            return answer();
        }

        private String answer() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("the process of the computers has ended");
            }
            return line;
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
