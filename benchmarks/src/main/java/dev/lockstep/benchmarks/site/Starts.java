package dev.lockstep.benchmarks.site;

import dev.lockstep.benchmarks.Measures;
import dev.lockstep.benchmarks.ProcessUse;
import dev.lockstep.benchmarks.Stopwatch;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client's node and a bare Karaf, unpacked anew for each pair and started twice: the first start installs the features, later
 * ones do not. Both have the options of {@code etc/lockstep.vmoptions}.
 */
final class Starts {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Longer than the interval in which the virtual machine gives memory back. */
    private static final long REST_SECONDS = 12;

    private final Artifacts artifacts;
    private final Path karafArchive;
    private final Path folder;
    private final Figures first = new Figures();
    private final Figures later = new Figures();

    Starts(Artifacts artifacts, Path karafArchive, Path folder) {
        this.artifacts = artifacts;
        this.karafArchive = karafArchive;
        this.folder = folder;
    }

    void run(int pairs) throws IOException, InterruptedException {
        for (int i = 0; i < pairs; i++) {
            System.err.println("... starting both, pair " + (i + 1) + " of " + pairs);
            Path home = folder.resolve("start-" + i);
            try (NodeInstallation node =
                            NodeInstallation.unpack("node", artifacts.client(), home.resolve("node"), Ports.free());
                    BareKaraf karaf = BareKaraf.unpack(
                            karafArchive, home.resolve("karaf"), home.resolve("node/etc/lockstep.vmoptions"))) {
                once(node, karaf, first);
                node.lockstep("stop").orThrow();
                karaf.close();
                once(node, karaf, later);
            }
        }
    }

    private static void once(NodeInstallation node, BareKaraf karaf, Figures figures)
            throws IOException, InterruptedException {
        Instant typed = Instant.now();
        figures.ours.start.add(Stopwatch.seconds(node::start));
        long pid = RunningNode.of(node).pid();
        figures.ours.cpu.add(ProcessUse.cpuSeconds(pid));
        figures.firstCheck.add(secondsToFirstCheck(node.home(), typed));
        figures.theirs.start.add(Stopwatch.seconds(karaf::start));
        figures.theirs.cpu.add(ProcessUse.cpuSeconds(karaf.pid()));
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        figures.ours.resident.add(ProcessUse.residentBytes(pid) / 1e6);
        figures.theirs.resident.add(ProcessUse.residentBytes(karaf.pid()) / 1e6);
    }

    private static double secondsToFirstCheck(Path home, Instant typed) throws IOException {
        Path written = home.resolve("data/lockstep/journal/last-check.json");
        Await.until("the first check", LIMIT, () -> new Await.State(isAfter(written, typed), "no newer " + written));
        return Duration.between(typed, Files.getLastModifiedTime(written).toInstant())
                        .toMillis()
                / 1e3;
    }

    private static boolean isAfter(Path file, Instant moment) {
        try {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isAfter(moment);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    void report(Measures measures) {
        first.report("first start", measures);
        later.report("later start", measures);
    }

    /** What one kind of start took. */
    private static final class Figures {
        private final Side ours = new Side();
        private final Side theirs = new Side();
        private final List<Double> firstCheck = new ArrayList<>();

        private void report(String kind, Measures measures) {
            measures.pairs(kind + " until the console answers", "s", ours.start, theirs.start);
            measures.pairs(kind + ": processor time until then", "s", ours.cpu, theirs.cpu);
            measures.pairs(kind + ": resident " + REST_SECONDS + " s later", "MB", ours.resident, theirs.resident);
            measures.alone(kind + " until its first check for updates has ended", "s", firstCheck);
        }
    }

    private static final class Side {
        private final List<Double> start = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> resident = new ArrayList<>();
    }
}
