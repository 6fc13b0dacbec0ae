package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Goes back to the release that was installed before the current one. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "rollback",
        description = "Goes back to the release that was installed before the current one")
public final class RollbackCommand extends ApprovingCommand {
    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Option(name = "--yes", aliases = "-y", description = "Do not ask")
    boolean yes;

    @Option(
            name = "--here-only",
            description = "Go back on this computer alone: those that follow it stay on their release and wait")
    boolean hereOnly;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Optional<Version> installed = agent.status().installed();
        Optional<Version> before = before(installed);
        if (before.isEmpty()) {
            throw dialogue.failure("rollback.none");
        }
        dialogue.say("rollback.plan", Dialogue.version(installed), before.get());
        if (simulate) {
            return;
        }
        if (!yes && !dialogue.isInteractive()) {
            throw dialogue.failure("rollback.command");
        }
        if (!yes && !dialogue.confirms("rollback.question")) {
            dialogue.say("update.declined");
            return;
        }
        if (!hereOnly) {
            letOthersGoBack(dialogue, before.get());
        }
        Outcomes.tell(agent.rollBack(dialogue.progress()), dialogue);
    }

    /** What ran before the switch to the release that runs now. */
    private Optional<Version> before(Optional<Version> installed) {
        return agent.history().stream()
                .filter(entry -> entry.result().equals("switched") && entry.to().equals(installed))
                .findFirst()
                .flatMap(UpdateAgent.HistoryEntry::from);
    }
}
