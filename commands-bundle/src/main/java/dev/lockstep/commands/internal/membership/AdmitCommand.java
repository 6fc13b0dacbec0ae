package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.completion.ApplicantCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.Admissions;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Admits a computer that waits, or one whose access was taken away. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "admit",
        description = "Admits a computer that waits; compare its key with the one that lockstep:membership shows there")
public final class AdmitCommand extends NodeCommand {
    @Argument(
            index = 0,
            name = "computer",
            required = true,
            description = "Its name, its id, or the beginning of its key")
    @Completion(ApplicantCompleter.class)
    String computer;

    @Reference
    Admissions admissions;

    @Override
    protected void run(Dialogue dialogue) {
        Admissions.Applicant applicant = admissions.admit(computer);
        dialogue.say("admit.done", applicant.name(), applicant.key());
    }
}
