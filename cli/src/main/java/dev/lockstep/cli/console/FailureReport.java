package dev.lockstep.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.tuf.CodedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says why a command failed: a sentence and a stable code, and the stack trace only to those who ask for it. */
public final class FailureReport {
    /** The commands of the program of the same name that every node has. */
    private static final Set<String> OF_THE_NODE = Set.of("start", "stop", "restart", "console", "run", "version");

    private final Environment environment;

    public FailureReport(Environment environment) {
        this.environment = environment;
    }

    public int failed(Exception failure, CommandLine command) {
        Common options = command.getCommand() instanceof Subcommand subcommand ? subcommand.options() : new Common();
        Exception cause = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
        say(code(cause), text(cause), options.json);
        if (options.debug) {
            failure.printStackTrace(environment.err());
        }
        return ExitCode.SOFTWARE;
    }

    /** Nothing was begun, because the program was called with something that cannot be read. */
    public int refused(ProblemException unreadable, boolean json) {
        say(code(unreadable), text(unreadable), json);
        return ExitCode.USAGE;
    }

    public int misused(ParameterException failure, String[] arguments) {
        boolean json = java.util.Arrays.asList(arguments).contains("--json");
        CommandLine command = failure.getCommandLine();
        say("USAGE", failure.getMessage(), json);
        if (!json) {
            UnmatchedArgumentException.printSuggestions(failure, environment.err());
            if (arguments.length > 0 && OF_THE_NODE.contains(arguments[0])) {
                environment
                        .err()
                        .println("\"" + arguments[0] + "\" is a command of a node's own program: bin/lockstep "
                                + arguments[0] + " in the folder where the node was unpacked.");
            } else if (arguments.length > 0 && arguments[0].startsWith("lockstep:")) {
                environment
                        .err()
                        .println("\"" + arguments[0] + "\" is a command of a node's console: bin/lockstep console "
                                + arguments[0] + " in the folder where the node was unpacked.");
            }
            environment.err().println("See " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    private void say(String code, String text, boolean json) {
        if (json) {
            var body = JsonNodeFactory.instance.objectNode();
            body.putObject("error").put("code", code).put("text", text);
            environment.out().println(body);
        }
        environment.err().println("lockstep: " + text + " [" + code + "]");
    }

    private static String code(Exception cause) {
        if (cause instanceof ProblemException problem) {
            return problem.problem().code().code();
        }
        if (cause instanceof CodedException coded) {
            return coded.code();
        }
        return cause instanceof IOException ? "INPUT-OUTPUT" : "INTERNAL";
    }

    private static String text(Exception cause) {
        if (cause instanceof ProblemException problem) {
            return problem.problem().text(Locale.ENGLISH);
        }
        if (cause instanceof IOException io) {
            return DiskProblems.reason(io).toString();
        }
        if (cause instanceof CodedException) {
            return cause.getMessage();
        }
        return "this should not happen: " + cause + ". Run it again with --debug and report what it prints.";
    }
}
