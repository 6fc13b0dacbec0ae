package dev.lockstep.examples.metering.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the example with its output in a file. */
public final class Running implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Running(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static Running start(Path output, List<String> command, Map<String, String> environment) throws IOException {
        Files.createDirectories(output.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return new Running(builder.start(), output);
    }

    /** The path of the Java that runs this test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Waits for a line such as {@code meters on port 4059} and gives its number. */
    public int number(String line) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(Pattern.quote(line) + " (\\d+)");
        Await.until("\"" + line + "\" in " + output, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The process ended: " + output());
            }
            return pattern.matcher(output()).find();
        });
        Matcher matcher = pattern.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("The line went away again: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    /** SIGKILL: the process has no chance to save anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, as the agent stops a component; gives the exit code. */
    public int stop() throws IOException, InterruptedException {
        process.destroy();
        return exitCode(30);
    }

    public int exitCode(int seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not end within " + seconds + " s: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
