package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Asks the source what there is; offers to update the distribution folder if that is what is missing. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "check",
        description = "Checks for updates, and offers to update the distribution folder if it lacks any")
public final class CheckCommand extends NodeCommand {
    @Option(
            name = "--yes",
            aliases = "-y",
            description = "Update the distribution folder without asking, if that is offered")
    boolean yes;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what is offered")
    boolean simulate;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        CheckOutcome outcome = agent.check(dialogue.progress());
        if (outcome instanceof CheckOutcome.Current current) {
            dialogue.say("check.current", current.version());
        } else if (outcome instanceof CheckOutcome.Available available) {
            dialogue.say(
                    "check.available",
                    available.release().version(),
                    dialogue.texts().size(available.bytes()));
            available.way().forEach(dialogue::warnings);
            dialogue.say("check.install", available.release().version());
        } else if (outcome instanceof CheckOutcome.RebuildOffered offer) {
            offered(offer, dialogue);
        } else if (outcome instanceof CheckOutcome.Failed failed) {
            throw dialogue.failure(failed.problem());
        }
    }

    private void offered(CheckOutcome.RebuildOffered offer, Dialogue dialogue) throws IOException {
        dialogue.print(offer.problem().text(dialogue.locale()) + " ["
                + offer.problem().code().code() + "]");
        String size = dialogue.texts().size(offer.bytes());
        if (simulate || (!yes && !dialogue.isInteractive())) {
            dialogue.say("rebuild.command", offer.version(), size);
        } else if (yes || dialogue.confirms("rebuild.question", offer.version(), size)) {
            RebuildCommand.tell(agent.rebuildDistribution(dialogue.progress()), dialogue);
        } else {
            dialogue.say("rebuild.declined");
        }
    }
}
