package dev.lockstep.examples.metering.common;

import java.io.IOException;

/** Starts a program the same way everywhere: one-line log, clear errors, a clean end on SIGTERM. */
public final class Program {
    private static final int USAGE = 2;

    private Program() {}

    /** What runs until it is closed. */
    @FunctionalInterface
    public interface Start {
        /** Starts everything and returns what has to be closed at the end. */
        AutoCloseable start(Arguments arguments) throws BadInput, IOException;
    }

    /** Reads the command line. */
    @FunctionalInterface
    public interface CommandLine {
        Arguments read() throws BadInput;
    }

    /** Runs a program until the process is told to end; exits with 2 when it cannot start. */
    public static void run(Class<?> main, CommandLine line, Start start) {
        oneLineLog();
        System.Logger log = System.getLogger(main.getName());
        try {
            AutoCloseable running = start.start(line.read());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "stop"));
            log.log(System.Logger.Level.INFO, "Version " + ReleaseVersion.of(main) + " started.");
        } catch (BadInput e) {
            end(e.code() + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            end("start.failed: " + e.getMessage());
        }
    }

    /** One line for each message, with the time in front. */
    public static void oneLineLog() {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %5$s%6$s%n");
        }
    }

    private static void end(String message) {
        System.err.println(message);
        System.exit(USAGE);
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            System.err.println("stop.failed: " + e);
        }
    }
}
