package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.KnownComputers.Known;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the computers that are known: by name, or by id where several have one name. */
@Service
public final class ComputerCompleter extends KnownWords {
    @Reference
    KnownComputers computers;

    @Override
    List<String> words(CommandLine line) {
        List<Known> known = computers.known();
        return known.stream()
                .map(computer -> known.stream()
                                        .filter(other -> other.name().equals(computer.name()))
                                        .count()
                                > 1
                        ? computer.id()
                        : computer.name())
                .toList();
    }
}
