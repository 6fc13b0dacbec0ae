package dev.lockstep.commands.internal.console;

import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;

/** Tells how updates and changes of modules ended. */
public final class Outcomes {
    private Outcomes() {}

    public static void tell(UpdateOutcome outcome, Dialogue dialogue) throws CommandException {
        if (outcome instanceof UpdateOutcome.Switched switched) {
            // It is not installed before the node has come up again, and nobody here can wait for that.
            dialogue.say(switched.restartsNode() ? "update.restarts" : "update.switched", switched.version());
            switched.goal().ifPresent(goal -> dialogue.say("update.goes-on", goal));
        } else if (outcome instanceof UpdateOutcome.PartWay partWay) {
            throw dialogue.failure(
                    "update.part-way",
                    partWay.version(),
                    partWay.goal(),
                    partWay.problem().text(dialogue.locale()),
                    partWay.problem().code().code());
        } else if (outcome instanceof UpdateOutcome.Unchanged unchanged) {
            dialogue.say("update.unchanged", unchanged.version());
        } else if (outcome instanceof UpdateOutcome.Simulated simulated) {
            dialogue.say(
                    "update.simulated",
                    simulated.release().version(),
                    dialogue.texts().size(simulated.bytes()));
            dialogue.list(simulated.steps());
            simulated.way().forEach(dialogue::warnings);
        } else if (outcome instanceof UpdateOutcome.RolledBack back) {
            throw dialogue.failure(
                    "update.rolled-back",
                    back.failed(),
                    back.version(),
                    back.problem().text(dialogue.locale()),
                    back.problem().code().code());
        } else if (outcome instanceof UpdateOutcome.Refused refused) {
            throw dialogue.failure(refused.problem());
        }
    }

    public static void tell(ChangeOutcome outcome, Dialogue dialogue) throws CommandException {
        if (outcome instanceof ChangeOutcome.Changed changed) {
            dialogue.say(changed.actions().isEmpty() ? "module.unchanged" : "module.changed");
            dialogue.list(changed.actions());
            changed.leftOut().forEach(problem -> dialogue.print(dialogue.problem(Optional.of(problem))));
        } else if (outcome instanceof ChangeOutcome.Simulated simulated) {
            dialogue.say(simulated.actions().isEmpty() ? "module.unchanged" : "module.simulated");
            dialogue.list(simulated.actions());
            if (!simulated.refreshed().isEmpty()) {
                dialogue.say("module.refreshed");
                simulated.refreshed().forEach(dialogue::item);
            }
        } else if (outcome instanceof ChangeOutcome.RolledBack back) {
            throw dialogue.failure(
                    "module.rolled-back",
                    back.problem().text(dialogue.locale()),
                    back.problem().code().code());
        } else if (outcome instanceof ChangeOutcome.Refused refused) {
            throw dialogue.failure(refused.problem());
        }
    }
}
