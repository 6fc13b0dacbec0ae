package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.KnownComputers.Known;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the computers that are known: by name, or by id where several have one name. */
@Service
public final class ComputerCompleter implements Completer {
    @Reference
    KnownComputers computers;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<Known> known = computers.known();
        List<String> words = known.stream()
                .map(computer -> known.stream()
                                        .filter(other -> other.name().equals(computer.name()))
                                        .count()
                                > 1
                        ? computer.id()
                        : computer.name())
                .toList();
        return new StringsCompleter(words).complete(session, line, candidates);
    }
}
