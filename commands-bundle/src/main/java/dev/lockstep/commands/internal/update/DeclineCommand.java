package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Has no computer of this site install a release, or a version of a module, any more; or takes that back. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "decline",
        description = "Has no computer of this site install a release, or a version of a module, any more")
public final class DeclineCommand extends NodeCommand {
    @Argument(
            name = "version",
            required = true,
            description = "The release, or with --module the version of the module")
    String version;

    @Option(name = "--module", aliases = "-m", description = "A version of this module, instead of a release")
    String module;

    @Option(name = "--reason", aliases = "-r", description = "Why, which everybody is shown")
    String reason;

    @Option(name = "--undo", aliases = "-u", description = "It may be installed again")
    boolean undo;

    @Reference
    SiteAssignments assignments;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        Version which = version(dialogue, version).orElseThrow();
        Withdrawal.What what = module == null ? Withdrawal.What.release(which) : Withdrawal.What.module(module, which);
        if (undo) {
            dialogue.say(assignments.allow(what) ? "decline.undone" : "decline.not", what);
            return;
        }
        if (reason == null || reason.isBlank()) {
            throw dialogue.failure("decline.reason");
        }
        assignments.decline(what, reason);
        dialogue.say("decline.done", what);
    }
}
