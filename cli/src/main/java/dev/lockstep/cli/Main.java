package dev.lockstep.cli;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.FailureReport;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.text.SystemText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
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
        try {
            SystemText system = SystemText.ofThisProcess();
            system.requireArguments(List.of(arguments));
            system.requireVariables(environment.variables(), "LOCKSTEP_");
        } catch (ProblemException unreadable) {
            boolean json = List.of(arguments).contains("--json");
            System.exit(new FailureReport(environment).refused(unreadable, json));
        }
        System.exit(new Lockstep(environment).run(arguments));
    }
}
