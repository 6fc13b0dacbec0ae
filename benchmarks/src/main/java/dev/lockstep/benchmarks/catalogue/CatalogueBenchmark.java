package dev.lockstep.benchmarks.catalogue;

import dev.lockstep.benchmarks.Machine;
import dev.lockstep.benchmarks.Measures;
import dev.lockstep.benchmarks.Stopwatch;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run catalogue}: a catalogue of many signed modules in the services that a node runs, from the signed files on.
 * Nobody else does the same, so every figure stands for itself; what counts is that it does not grow with the square.
 */
final class CatalogueBenchmark {
    private final Path folder;
    private final int modules;
    private final int times;
    private final Measures measures = new Measures(System.out);

    private CatalogueBenchmark(Path folder, int modules, int times) {
        this.folder = folder;
        this.modules = modules;
        this.times = times;
    }

    /** Runs it, and writes {@code benchmarks/results/catalogue.json}. */
    public static void main(String[] arguments) throws Exception {
        int modules = 1000;
        int times = 5;
        for (int i = 0; i < arguments.length; i += 2) {
            boolean number = i + 1 < arguments.length && arguments[i + 1].matches("[1-9]\\d{0,3}");
            if (number && arguments[i].equals("--modules")) {
                modules = Integer.parseInt(arguments[i + 1]);
            } else if (number && arguments[i].equals("--times")) {
                times = Integer.parseInt(arguments[i + 1]);
            } else {
                System.err.println("benchmarks/run catalogue does not know: " + String.join(" ", arguments)
                        + "\nIt has the options --modules (1000) and --times (5), each with a number from 1 to 9999.");
                System.exit(2);
            }
        }
        Path folder = Files.createTempDirectory("lockstep-benchmark-");
        try {
            new CatalogueBenchmark(folder, modules, times).run();
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        measures.facts(Machine.facts());
        measures.facts(Map.of("modules on offer", Integer.toString(modules)));
        measures.head("");
        SignedModules vendor = new SignedModules(folder.resolve("vendor"));
        vendor.publish(modules);
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> simulated = new ArrayList<>();
        List<Double> restarted = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Path home = folder.resolve("node-" + i);
            try (ModuleNode node = new ModuleNode(home, vendor)) {
                first.add(Stopwatch.seconds(() -> catalogue(node)));
                again.add(Stopwatch.seconds(() -> catalogue(node)));
                simulated.add(Stopwatch.seconds(() -> simulate(node)));
            }
            try (ModuleNode node = new ModuleNode(home, vendor)) {
                restarted.add(Stopwatch.seconds(() -> catalogue(node)));
            }
        }
        measures.alone("the first catalogue of a node, which fetches every description", "s", first);
        measures.alone("a catalogue after a restart, with the descriptions on disk", "s", restarted);
        measures.alone("a catalogue", "s", again);
        measures.alone("a simulated installation", "s", simulated);
        measures.facts(Map.of("load average at the end", Machine.loadAverage()));
        measures.write(Path.of(System.getProperty("lockstep.root", ".")).resolve("benchmarks/results/catalogue.json"));
    }

    private void catalogue(ModuleNode node) {
        long fit = node.modules().catalogue().stream()
                .filter(entry -> entry.problem().isEmpty())
                .count();
        require(fit == modules, fit + " modules");
    }

    private void simulate(ModuleNode node) {
        ChangeOutcome outcome =
                node.modules().install(SignedModules.name(modules - 1), Optional.empty(), true, Progress.SILENT);
        require(outcome instanceof ChangeOutcome.Simulated, outcome);
    }

    private static void require(boolean expected, Object found) {
        if (!expected) {
            throw new IllegalStateException("not what was to be measured: " + found);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
