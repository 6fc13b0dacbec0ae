package dev.lockstep.benchmarks.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param name for the table
 * @param path the file
 * @param connections how many at a time
 * @param conditional whether the client says that it has the file already
 */
record Load(String name, String path, int connections, boolean conditional) {

    /** Lets wrk ask for some seconds. */
    Result run(Contestant server, Path script, int seconds, Optional<String> etag)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "30s", "-s", script.toString()));
        etag.ifPresent(tag -> command.addAll(List.of("-H", "If-None-Match: " + tag)));
        command.add("http://127.0.0.1:" + server.port() + path);
        double before = server.cpuSeconds();
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        double cpu = server.cpuSeconds() - before;
        String exact = output.lines()
                .filter(line -> line.startsWith("EXACT "))
                .findFirst()
                .orElseThrow(() -> new IOException("wrk failed: " + output));
        String[] numbers = exact.split(" ");
        if (Long.parseLong(numbers[4]) > 0) {
            throw new IOException(server.name() + " had errors: " + output);
        }
        double duration = Long.parseLong(numbers[3]) / 1e6;
        return new Result(Long.parseLong(numbers[1]) / duration, Long.parseLong(numbers[2]) / duration, cpu / duration);
    }

    /**
     * What one run came to, by second.
     *
     * @param requests answers
     * @param bytes bytes of answers
     * @param cpu CPU seconds of the server
     */
    record Result(double requests, double bytes, double cpu) {
        double cpuPerGibibyte() {
            return cpu / bytes * (1L << 30);
        }

        double cpuPerMillionRequests() {
            return cpu / requests * 1e6;
        }
    }
}
