package dev.lockstep.cli.console;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The environment in which the program runs.
 *
 * @param out for results
 * @param err for progress and errors
 * @param clock what time it is
 * @param environment the environment variables
 * @param console the terminal, if somebody sits at one
 */
public record Surroundings(
        PrintWriter out, PrintWriter err, Clock clock, Map<String, String> environment, Optional<Console> console) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
