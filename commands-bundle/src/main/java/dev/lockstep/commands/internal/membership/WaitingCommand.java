package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Standing;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the computers that wait to be admitted, or all that asked. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "waiting",
        description = "Shows the computers that wait to be admitted, with the keys to compare")
public final class WaitingCommand extends NodeCommand {
    @Option(name = "--all", description = "Those too that were admitted or revoked")
    boolean all;

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    Admissions admissions;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table(
                "column.computer", "column.address", "column.key", "column.state", "column.since", "column.id");
        for (Admissions.Applicant applicant : admissions.all()) {
            if (all || applicant.standing() == Standing.WAITING) {
                table.row(
                        applicant.name(),
                        applicant.address(),
                        applicant.key().toString(),
                        dialogue.texts()
                                .word("standing", applicant.standing().name().toLowerCase(Locale.ROOT)),
                        dialogue.time(Optional.of(applicant.since())),
                        applicant.id());
            }
        }
        table.print(noFormat);
    }
}
