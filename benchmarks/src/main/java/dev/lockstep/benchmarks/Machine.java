package dev.lockstep.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Where and when figures were taken; without this they mean nothing. */
public final class Machine {
    private Machine() {}

    /** What there is to say, in the order in which it is said. */
    public static Map<String, String> facts() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put(
                "machine",
                Runtime.getRuntime().availableProcessors() + " cores (" + value("/proc/cpuinfo", "model name", ":")
                        + "), " + gigabytes() + " GB");
        facts.put(
                "system", value("/etc/os-release", "PRETTY_NAME", "=") + ", Linux " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("load average at the start", loadAverage());
        return facts;
    }

    /** How many processes wanted to run in the last minute, on average. */
    public static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static long gigabytes() throws IOException {
        return Math.round(
                Long.parseLong(value("/proc/meminfo", "MemTotal", ":").replaceAll("[^0-9]", "")) * 1024 / 1e9);
    }

    private static String value(String file, String key, String separator) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(separator) + 1)
                            .replace("\"", "")
                            .strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
