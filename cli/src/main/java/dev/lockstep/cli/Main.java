package dev.lockstep.cli;

import dev.lockstep.cli.console.Environment;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/** The program {@code lockstep}. */
final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status: 0 success, 1 failure, 2 wrong usage. */
    public static void main(String[] arguments) {
        Environment environment = new Environment(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                System.getenv(),
                Optional.ofNullable(System.console()));
        System.exit(new Lockstep(environment).run(arguments));
    }
}
