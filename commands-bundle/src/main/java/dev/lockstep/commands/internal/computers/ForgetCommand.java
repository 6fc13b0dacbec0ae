package dev.lockstep.commands.internal.computers;

import dev.lockstep.commands.internal.completion.ComputerCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.KnownComputers.Known;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Takes a computer that is gone from the list of computers. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "forget",
        description = "Takes a computer that is gone from the list; one that still reports comes back by itself")
public final class ForgetCommand extends NodeCommand {
    @Argument(
            index = 0,
            name = "computer",
            description = "Its name, or its id if several have the name",
            required = true)
    @Completion(ComputerCompleter.class)
    String computer;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    KnownComputers computers;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Known found = found(dialogue);
        String seen = dialogue.time(Optional.of(found.seen()));
        if (simulate) {
            dialogue.say("forget.simulated", found.name(), found.id(), seen);
            return;
        }
        if (!computers.forget(found.id())) {
            throw dialogue.failure("forget.unknown", computer);
        }
        dialogue.say("forget.done", found.name(), found.id(), seen);
    }

    private Known found(Dialogue dialogue) throws CommandException {
        List<Known> found = computers.known().stream()
                .filter(known -> known.id().equals(computer) || known.name().equals(computer))
                .toList();
        if (found.isEmpty()) {
            throw dialogue.failure("forget.unknown", computer);
        }
        if (found.size() > 1) {
            String several = found.stream()
                    .map(known -> known.id() + " (" + dialogue.time(Optional.of(known.seen())) + ")")
                    .collect(Collectors.joining(", "));
            throw dialogue.failure("forget.ambiguous", found.size(), computer, several);
        }
        return found.get(0);
    }
}
