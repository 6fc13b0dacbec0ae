package dev.lockstep.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Karaf as a child process. */
final class KarafProcess implements RunningNode {
    private static final Duration GENTLE = Duration.ofMinutes(1);

    private final Process process;
    private final Path etc;
    private final Path karafData;
    private final Consumer<String> log;

    KarafProcess(Process process, Path etc, Path karafData, Consumer<String> log) {
        this.process = process;
        this.etc = etc;
        this.karafData = karafData;
        this.log = log;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void stop() throws InterruptedException {
        if (process.supportsNormalTermination()) {
            process.destroy();
        } else {
            shutDownBySocket();
        }
        if (!process.waitFor(GENTLE.toSeconds(), TimeUnit.SECONDS)) {
            log.accept(
                    "The node did not stop within " + GENTLE.toSeconds() + " s; its process " + pid() + " is killed.");
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** Windows cannot end a process gently; Karaf listens on a loopback port for a secret word that it generates at each start. */
    private void shutDownBySocket() {
        try {
            Properties config = new Properties();
            try (var reader = Files.newBufferedReader(etc.resolve("config.properties"), StandardCharsets.UTF_8)) {
                config.load(reader);
            }
            int port =
                    Integer.parseInt(Files.readString(karafData.resolve("port")).strip());
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    OutputStream out = socket.getOutputStream()) {
                out.write(config.getProperty("karaf.shutdown.command", "").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | NumberFormatException e) {
            log.accept("The node could not be asked to stop (" + e + "); its process " + pid() + " is ended.");
            process.destroyForcibly();
        }
    }
}
