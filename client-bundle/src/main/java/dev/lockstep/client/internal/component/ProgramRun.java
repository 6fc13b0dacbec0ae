package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How a short program ended that was run by its argument list, without a shell.
 *
 * @param exitCode its exit code
 * @param output the end of what it printed
 */
record ProgramRun(int exitCode, String output) {
    private static final int OUTPUT_LIMIT = 4096;

    /**
     * Runs a program.
     *
     * @throws IOException if it cannot be started or does not end in time; then it is killed
     */
    static ProgramRun of(List<String> command, Path folder, Duration limit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> end(process.getInputStream()));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.get(0) + " did not end within " + limit.toSeconds() + " seconds");
            }
        } finally {
            // If the process has ended, this would only discard its last output.
            if (process.isAlive()) {
                process.destroyForcibly();
            }
        }
        // What the program started and left running may hold the pipe open; nobody waits for that.
        String text = output.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
        return new ProgramRun(process.exitValue(), text);
    }

    private static String end(InputStream stream) {
        StringBuilder end = new StringBuilder();
        byte[] buffer = new byte[1024];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                end.append(new String(buffer, 0, n, Charset.defaultCharset()));
                if (end.length() > OUTPUT_LIMIT) {
                    end.delete(0, end.length() - OUTPUT_LIMIT);
                }
            }
        } catch (IOException e) {
            end.append(" (").append(e.getMessage()).append(')');
        }
        return end.toString().strip();
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    /** The last line that it printed, or else its exit code. */
    String reason() {
        String last = output.substring(output.lastIndexOf('\n') + 1).strip();
        return last.isEmpty() ? "exit code " + exitCode : last + " (exit code " + exitCode + ")";
    }
}
