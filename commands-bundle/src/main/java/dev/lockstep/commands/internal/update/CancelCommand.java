package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Breakable.Attempt;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Breaks off what is under way, where nothing is lost by that. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "cancel",
        description = "Breaks off what is under way, as long as nothing is lost by that")
public final class CancelCommand extends NodeCommand {
    @Option(
            name = "--simulate",
            aliases = "-t",
            description = "Only say what is under way, and whether it could be broken off")
    boolean simulate;

    @Reference
    UpdateAgent agent;

    @Reference
    OfflineImport imports;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        Attempt ofAgent = agent.breakOff(simulate);
        // The agent does not import: of the two, one is idle.
        Attempt attempt = ofAgent instanceof Attempt.Idle ? imports.breakOff(simulate) : ofAgent;
        if (attempt instanceof Attempt.TooLate late) {
            throw dialogue.failure(late.problem());
        }
        if (attempt instanceof Attempt.BrokenOff broken) {
            String key = simulate ? "cancel.simulated" : broken.ended() ? "cancel.done" : "cancel.ending";
            dialogue.say(
                    key,
                    dialogue.sentence(Breakable.word("operation", broken.operation())),
                    dialogue.sentence(Breakable.word("step", broken.step())));
            return;
        }
        dialogue.say("cancel.idle");
    }
}
