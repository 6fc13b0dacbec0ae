package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemException;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the releases that the vendor offers, as far as is known without asking. */
@Service
public final class ReleaseCompleter implements Completer {
    @Reference
    Upstream upstream;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(versions()).complete(session, line, candidates);
    }

    private List<String> versions() {
        try {
            return upstream.trusted()
                    .map(metadata -> metadata.releases().stream()
                            .map(release -> release.version().toString())
                            .toList())
                    .orElse(List.of());
        } catch (ProblemException e) {
            // Completion shows no problems; the command itself reports them.
            return List.of();
        }
    }
}
