package dev.lockstep.it.site;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process that the site started and that it stops again; what it prints goes to a file. */
public final class ChildProcess implements AutoCloseable {
    private static final long STOP_LIMIT_SECONDS = 60;

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts a command in a folder. */
    public static ChildProcess start(
            String name, List<String> command, Path folder, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(emptyInput()));
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started: " + command, e);
        }
    }

    /** Runs a command to its end and returns what it printed and its exit code. */
    public static Finished run(List<String> command, Path folder, Map<String, String> environment, long limitSeconds) {
        try {
            Path output = Files.createTempFile("lockstep-run", ".log");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(emptyInput()));
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("still running after " + limitSeconds + " s: " + command
                            + System.lineSeparator() + Files.readString(output));
                }
                return new Finished(process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not be run: " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    /**
     * Runs a command to its end, and hands on each line as soon as it is printed.
     *
     * <p>Not for a command that leaves processes behind: they would keep its output open.
     */
    public static Finished run(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            long limitSeconds,
            Consumer<String> lines) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(emptyInput()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            CompletableFuture<Void> limit = CompletableFuture.runAsync(
                    process::destroyForcibly, CompletableFuture.delayedExecutor(limitSeconds, TimeUnit.SECONDS));
            StringBuilder output = new StringBuilder();
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.accept(line);
                    output.append(line).append('\n');
                }
            }
            int exitCode = process.waitFor();
            if (limit.isDone()) {
                throw new IllegalStateException(
                        "still running after " + limitSeconds + " s: " + command + System.lineSeparator() + output);
            }
            limit.cancel(false);
            return new Finished(exitCode, output.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("could not be run: " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    private static java.io.File emptyInput() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to stop, and kills it if it does not within 20 seconds. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + " (pid " + process.pid() + ", log " + log + ")";
    }

    /**
     * How a command ended.
     *
     * @param exitCode its exit code
     * @param output what it printed, on both streams
     */
    public record Finished(int exitCode, String output) {
        /** Itself if the exit code is 0. */
        public Finished orThrow() {
            if (exitCode != 0) {
                throw new IllegalStateException("ended with exit code " + exitCode + ": " + output);
            }
            return this;
        }
    }
}
