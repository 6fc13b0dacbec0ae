package dev.lockstep.cli;

import dev.lockstep.cli.console.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The program {@code lockstep} of a vendor or an operator, run within the test against real folders. */
public final class VendorsProgram {
    private final Clock clock;

    /** A program whose computer has this clock. */
    public VendorsProgram(Clock clock) {
        this.clock = clock;
    }

    /** What a call printed, results and errors. */
    public record Ended(int status, String text) {}

    /** Runs a command. */
    public Ended run(Object... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        String[] words = java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int status = new Lockstep(new Environment(out, out, clock, Map.of(), Optional.empty())).run(words);
        return new Ended(status, text.toString());
    }

    /** Runs a command that has to succeed. */
    public String succeed(Object... arguments) {
        Ended ended = run(arguments);
        if (ended.status() != 0) {
            throw new AssertionError(java.util.List.of(arguments) + " failed: " + ended.text());
        }
        return ended.text();
    }
}
