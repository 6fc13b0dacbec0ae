package dev.lockstep.cli.console;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class Common {
    @Option(names = "--json", description = "Print the result as one JSON object, for scripts.")
    boolean json;

    @Option(names = "--debug", description = "Print a stack trace if the command fails.")
    boolean debug;
}
