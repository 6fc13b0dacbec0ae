package dev.lockstep.benchmarks.serving;

import dev.lockstep.benchmarks.Machine;
import dev.lockstep.benchmarks.Spread;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Serves the same files with Lockstep and with nginx, in turns, and prints the ratios.
 *
 * <p>Options: {@code --seconds 3} for each run, {@code --pairs 5}.
 */
final class ServingBenchmark {
    private static final int WARM_UP_SECONDS = 20;

    private final PrintStream out = System.out;
    private final int seconds;
    private final int pairs;

    private ServingBenchmark(int seconds, int pairs) {
        this.seconds = seconds;
        this.pairs = pairs;
    }

    /** Runs it, and writes {@code benchmarks/results/serving.json}. */
    public static void main(String[] arguments) throws Exception {
        int seconds = 3;
        int pairs = 5;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            if (arguments[i].equals("--seconds") && value.matches("[1-9]\\d?")) {
                seconds = Integer.parseInt(value);
            } else if (arguments[i].equals("--pairs") && value.matches("[1-9]\\d?")) {
                pairs = Integer.parseInt(value);
            } else {
                System.err.println("benchmarks/run serving does not know: " + arguments[i] + " " + value
                        + "\nIts options are --seconds and --pairs, each with a number from 1 to 99.");
                System.exit(2);
            }
        }
        new ServingBenchmark(seconds, pairs).run();
    }

    private void run() throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("lockstep-serving");
        try {
            String large = payload(work, 60_000_000);
            String small = payload(work, 4096);
            Path script = work.resolve("exact.lua");
            try (InputStream lua = ServingBenchmark.class.getResourceAsStream("exact.lua")) {
                Files.copy(lua, script);
            }
            Files.createSymbolicLink(work.resolve("targets"), work.resolve("store"));
            List<String> vmOptions = List.of("-XX:+UseSerialGC", "-Xmx384m");
            List<String> json = new ArrayList<>();
            try (Contestant ours = Contestant.lockstep(work, vmOptions);
                    Contestant theirs = Contestant.nginx(work.resolve("nginx"), work)) {
                out.printf("%-18s %22s %22s %14s %14s%n", "load", "throughput ratio", "CPU ratio", "Lockstep", "nginx");
                // Many small answers first: large files alone bring too few events to warm a virtual machine up.
                for (Load load : List.of(
                        new Load("304", small, 32, true),
                        new Load("4 KiB file", small, 32, false),
                        new Load("60 MB file", large, 4, false))) {
                    json.add(compare(load, ours, theirs, script));
                }
                out.printf(
                        Locale.ROOT,
                        "resident memory afterwards: Lockstep %.0f MiB, nginx %.0f MiB; load average %s%n",
                        ours.residentMegabytes(),
                        theirs.residentMegabytes(),
                        Machine.loadAverage());
            }
            Path results = Files.createDirectories(Path.of("benchmarks", "results"));
            Files.writeString(results.resolve("serving.json"), "[" + String.join(",\n ", json) + "]\n");
        } finally {
            delete(work);
        }
    }

    private String compare(Load load, Contestant ours, Contestant theirs, Path script)
            throws IOException, InterruptedException {
        Optional<String> ourTag = load.conditional() ? Optional.of(etag(ours, load)) : Optional.empty();
        Optional<String> theirTag = load.conditional() ? Optional.of(etag(theirs, load)) : Optional.empty();
        load.run(ours, script, WARM_UP_SECONDS, ourTag);
        load.run(theirs, script, 1, theirTag);
        List<Load.Result> our = new ArrayList<>();
        List<Load.Result> their = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            our.add(load.run(ours, script, seconds, ourTag));
            their.add(load.run(theirs, script, seconds, theirTag));
        }
        boolean bulk = load.name().contains("MB");
        Spread throughput = ratios(our, their, bulk ? Load.Result::bytes : Load.Result::requests);
        Spread cpu = ratios(our, their, bulk ? Load.Result::cpuPerGibibyte : Load.Result::cpuPerMillionRequests);
        out.printf(
                "%-18s %22s %22s %14s %14s%n",
                load.name(), throughput, cpu, absolute(our, bulk), absolute(their, bulk));
        return String.format(
                Locale.ROOT,
                "{\"load\":\"%s\",\"throughputRatio\":%s,\"cpuRatio\":%s,\"lockstep\":%s,\"nginx\":%s}",
                load.name(),
                throughput.json(),
                cpu.json(),
                absoluteJson(our),
                absoluteJson(their));
    }

    private static Spread ratios(
            List<Load.Result> our, List<Load.Result> their, ToDoubleFunction<Load.Result> measure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < our.size(); i++) {
            ratios.add(measure.applyAsDouble(our.get(i)) / measure.applyAsDouble(their.get(i)));
        }
        return Spread.of(ratios);
    }

    private static String absolute(List<Load.Result> results, boolean bulk) {
        return bulk
                ? String.format(Locale.ROOT, "%.0f MB/s", median(results, Load.Result::bytes) / 1e6)
                : String.format(Locale.ROOT, "%.0f/s", median(results, Load.Result::requests));
    }

    private static String absoluteJson(List<Load.Result> results) {
        return String.format(
                Locale.ROOT,
                "{\"requestsPerSecond\":%.0f,\"bytesPerSecond\":%.0f,\"cpuSecondsPerGiB\":%.4f,"
                        + "\"cpuSecondsPerMillionRequests\":%.2f}",
                median(results, Load.Result::requests),
                median(results, Load.Result::bytes),
                median(results, Load.Result::cpuPerGibibyte),
                median(results, Load.Result::cpuPerMillionRequests));
    }

    private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> measure) {
        return Spread.of(results.stream().map(measure::applyAsDouble).toList()).median();
    }

    private static String etag(Contestant server, Load load) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + load.path()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpResponse<Void> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException(server.name() + " answers " + answer.statusCode() + " for " + load.path());
        }
        return answer.headers().firstValue("etag").orElseThrow();
    }

    private static String payload(Path home, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        String path = Digest.of(bytes).path();
        Path file = home.resolve("store").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return "/targets/" + path;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
