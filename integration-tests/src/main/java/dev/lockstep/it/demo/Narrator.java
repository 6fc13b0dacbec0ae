package dev.lockstep.it.demo;

import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.NodeInstallation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells the person at the terminal what happens, when it happens. */
final class Narrator {
    private final PrintStream out;
    private final long start = System.nanoTime();

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** A new chapter. */
    void chapter(String title) {
        out.println();
        out.println(title);
    }

    /** Something that is so. */
    void says(String text) {
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds(), text);
    }

    /** Something that a program printed, as its user sees it. */
    void shows(String command, String output) {
        out.printf(Locale.ROOT, "%7.1f s  $ %s%n", seconds(), command);
        output.strip().lines().forEach(line -> out.println("           | " + line));
    }

    /** Runs a command on a computer's console, and shows each line when it is printed. */
    ChildProcess.Finished runs(String command, NodeInstallation node) {
        out.printf(Locale.ROOT, "%7.1f s  %s$ %s%n", seconds(), node.name(), command);
        return node.consoleInTurn(command, line -> out.println("           | " + line));
    }

    /** A step that takes a while: says what, and how long it took. */
    <T> T step(String text, Supplier<T> step) {
        long from = System.nanoTime();
        T result = step.get();
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        out.printf(Locale.ROOT, "%7.1f s  %s (%.1f s)%n", seconds(), text, took.toMillis() / 1000.0);
        return result;
    }

    /** A step without a result. */
    void step(String text, Runnable step) {
        step(text, () -> {
            step.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Verifies something that the demo promises.
     *
     * @throws IllegalStateException if it is not so, which ends the demo
     */
    void verify(String promise, boolean kept, String seen) {
        if (!kept) {
            throw new IllegalStateException("not so: " + promise + "; seen: " + seen);
        }
        out.printf(Locale.ROOT, "%7.1f s  ok: %s%n", seconds(), promise);
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
