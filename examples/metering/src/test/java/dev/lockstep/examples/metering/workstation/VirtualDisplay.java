package dev.lockstep.examples.metering.workstation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** An X display in memory, on a number that the X server itself finds free. */
final class VirtualDisplay implements AutoCloseable {
    private final Process server;
    private final String name;

    private VirtualDisplay(Process server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Where Xvfb is installed; empty when it is not. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "Xvfb"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static VirtualDisplay start(Path program, Path log) throws IOException {
        Process server = new ProcessBuilder(
                        program.toString(), "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp")
                .redirectError(log.toFile())
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String number = out.readLine();
        if (number == null) {
            server.destroyForcibly();
            throw new IOException("Xvfb did not start: " + Files.readString(log));
        }
        return new VirtualDisplay(server, ":" + number.strip());
    }

    /** The value for the environment variable {@code DISPLAY}. */
    String name() {
        return name;
    }

    @Override
    public void close() throws InterruptedException {
        server.destroy();
        server.waitFor();
    }
}
