package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.completion.ReleaseCompleter;
import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Installs a release on this computer, after saying what will happen. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "update",
        description = "Installs the release that this computer should run, or the one that is named")
public final class UpdateCommand extends ApprovingCommand {
    @Argument(
            name = "version",
            description = "The release; without it the one that is assigned, or the newest at the vendor")
    @Completion(ReleaseCompleter.class)
    String version;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Option(name = "--yes", aliases = "-y", description = "Do not ask; this confirms the warnings of the release, too")
    boolean yes;

    @Option(
            name = "--here-only",
            description =
                    "If the release is an older one, install it on this computer alone: those that follow it wait")
    boolean hereOnly;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        UpdateOutcome outlook =
                agent.update(new UpdateRequest(version(dialogue, version), false, true), dialogue.progress());
        if (!(outlook instanceof UpdateOutcome.Simulated plan)) {
            Outcomes.tell(outlook, dialogue);
            return;
        }
        Outcomes.tell(plan, dialogue);
        if (simulate) {
            return;
        }
        if (!yes && !dialogue.isInteractive()) {
            throw dialogue.failure("update.command", plan.release().version());
        }
        if (!yes && !dialogue.confirms("update.question", plan.release().version())) {
            dialogue.say("update.declined");
            return;
        }
        if (!hereOnly && isOlder(plan.release().version())) {
            letOthersGoBack(dialogue, plan.release().version());
        }
        // Exactly the release that was shown: another one may have been assigned meanwhile.
        var request = new UpdateRequest(Optional.of(plan.release().version()), true, false);
        Outcomes.tell(agent.update(request, dialogue.progress()), dialogue);
    }

    private boolean isOlder(Version release) {
        return agent.status()
                .installed()
                .filter(now -> upstream.trusted()
                        .map(vendor -> vendor.isOlder(release, now))
                        .orElse(release.compareTo(now) < 0))
                .isPresent();
    }
}
