package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.problem.ProblemException;
import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes words that a service of the node knows. */
abstract class KnownWords implements Completer {
    @Override
    public final int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(proposed(line)).complete(session, line, candidates);
    }

    private List<String> proposed(CommandLine line) {
        try {
            return words(line);
        } catch (ProblemException e) {
            // Completion shows no problems; the command itself reports them.
            return List.of();
        }
    }

    /** The words that can stand where the line ends. */
    abstract List<String> words(CommandLine line);
}
