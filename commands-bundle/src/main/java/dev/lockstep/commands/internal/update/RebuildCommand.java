package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.problem.Problem;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Fills the distribution folder again, as after a reinstallation. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "rebuild-distribution",
        description =
                "Makes sure that distribution is on, and fills the distribution folder with the release this computer runs")
public final class RebuildCommand extends NodeCommand {
    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Option(name = "--yes", aliases = "-y", description = "Switch distribution on without asking, if it is off")
    boolean yes;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Optional<Problem> off = agent.distributionOff();
        if (off.isPresent()) {
            dialogue.print(dialogue.problem(off));
        }
        if (simulate) {
            simulate(off.isPresent(), dialogue);
        } else if (off.isEmpty() || isSwitchedOn(dialogue)) {
            tell(agent.rebuildDistribution(dialogue.progress()), dialogue);
        } else {
            dialogue.say("switch-on.declined");
        }
    }

    /** Says exactly what was verified. */
    static void tell(UpdateAgent.Rebuilt rebuilt, Dialogue dialogue) {
        dialogue.say("rebuild.done", rebuilt.version());
        Distribution.Verification verified = rebuilt.verified();
        String size = dialogue.texts().size(verified.bytes());
        if (verified.files() == 0) {
            dialogue.say("rebuild.new");
        } else if (verified.damaged() == 0) {
            dialogue.say("rebuild.verified", verified.files(), size);
        } else {
            dialogue.say("rebuild.replaced", verified.files(), size, verified.damaged());
        }
    }

    private boolean isSwitchedOn(Dialogue dialogue) throws IOException, CommandException {
        if (!yes && !dialogue.isInteractive()) {
            throw dialogue.failure("switch-on.command");
        }
        if (!yes && !dialogue.confirms("switch-on.question")) {
            return false;
        }
        agent.switchDistributionOn();
        dialogue.say("switch-on.done");
        return true;
    }

    private void simulate(boolean off, Dialogue dialogue) throws CommandException {
        if (off) {
            dialogue.say("switch-on.simulated");
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
