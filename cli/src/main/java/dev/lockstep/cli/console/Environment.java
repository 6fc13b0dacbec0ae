package dev.lockstep.cli.console;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What the program finds around it: where it writes, the time, the variables, the terminal.
 *
 * @param out for results
 * @param err for progress and errors
 * @param clock what time it is
 * @param variables the environment variables
 * @param console the terminal, if somebody sits at one
 */
public record Environment(
        PrintWriter out, PrintWriter err, Clock clock, Map<String, String> variables, Optional<Console> console) {
    public Environment {
        variables = Map.copyOf(variables);
    }
}
