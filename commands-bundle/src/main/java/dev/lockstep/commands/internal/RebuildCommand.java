package dev.lockstep.commands.internal;

import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Fills the distribution folder again, as after a reinstallation. */
@Service
@Command(
        scope = "lockstep",
        name = "rebuild-distribution",
        description = "Fills the distribution folder with the release this computer runs, for all components")
public final class RebuildCommand extends NodeCommand {
    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    UpdateAgent agent;

    @Override
    void run(Dialogue dialogue) throws CommandException {
        if (!simulate) {
            dialogue.say("rebuild.done", agent.rebuildDistribution(dialogue.progress()));
            return;
        }
        CheckOutcome outcome = agent.check(dialogue.progress());
        if (outcome instanceof CheckOutcome.RebuildOffered offer) {
            dialogue.say("rebuild.simulated", offer.version(), dialogue.texts().size(offer.bytes()));
        } else if (outcome instanceof CheckOutcome.Failed failed) {
            throw dialogue.failure(failed.problem());
        } else {
            dialogue.say("rebuild.nothing");
        }
    }
}
