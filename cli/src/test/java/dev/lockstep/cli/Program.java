package dev.lockstep.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as it is packed, each call a process of its own. */
final class Program {
    private final Path executable;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /**
     * A caller of the program.
     *
     * @param executable {@code bin/lockstep}
     * @param folder where it is called
     */
    Program(Path executable, Path folder) {
        this.executable = executable;
        this.folder = folder;
    }

    /** The folder that the build packs it into. */
    static Path build() {
        return Path.of(System.getProperty("lockstep.build"));
    }

    static Program packed(Path folder) {
        return new Program(build().resolve("lockstep-cli/bin/lockstep"), folder);
    }

    /** The same caller with a further environment variable. */
    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How a process ended. */
    record Ended(int status, String out, String err) {
        JsonNode json() {
            try {
                return new JsonMapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(out + err, e);
            }
        }
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(List.of(arguments) + " does not end: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    Ended succeed(String... arguments) throws IOException, InterruptedException {
        Ended ended = run(arguments);
        if (ended.status() != 0) {
            throw new AssertionError(List.of(arguments) + " failed: " + ended.err() + ended.out());
        }
        return ended;
    }

    Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }
}
