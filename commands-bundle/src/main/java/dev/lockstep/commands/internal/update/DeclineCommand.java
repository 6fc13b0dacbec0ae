package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
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

    @Option(
            name = "--undo",
            aliases = "-u",
            description = "It may be installed again; a release that failed on this computer, too")
    boolean undo;

    @Reference
    SiteAssignments assignments;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Version which = version(dialogue, version).orElseThrow();
        Withdrawal.What what = module == null ? Withdrawal.What.release(which) : Withdrawal.What.module(module, which);
        if (undo) {
            undo(dialogue, what);
            return;
        }
        if (reason == null || reason.isBlank()) {
            throw dialogue.failure("decline.reason");
        }
        assignments.decline(what, reason);
        dialogue.say("decline.done", what);
    }

    /** What failed here is this computer's own word, on whatever computer; what the site declined is taken back at its main server. */
    private void undo(Dialogue dialogue, Withdrawal.What what) throws IOException {
        boolean tried = module == null && agent.tryAgain(what.version());
        if (tried) {
            dialogue.say("decline.tried", what);
        }
        try {
            boolean allowed = assignments.allow(what);
            if (allowed || !tried) {
                dialogue.say(allowed ? "decline.undone" : "decline.not", what);
            }
        } catch (ProblemException e) {
            if (!tried || e.problem().code() != ProblemCode.SITE_NOT_HERE) {
                throw e;
            }
        }
    }
}
