package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.ProblemException;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the modules of the catalogue. */
@Service
public final class ModuleCompleter implements Completer {
    @Reference
    ExternalModules modules;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(names()).complete(session, line, candidates);
    }

    private List<String> names() {
        try {
            return modules.catalogue().stream()
                    .map(entry -> entry.module().name())
                    .distinct()
                    .toList();
        } catch (ProblemException e) {
            // Completion shows no problems; the command itself reports them.
            return List.of();
        }
    }
}
