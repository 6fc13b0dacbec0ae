package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.UpdateAgent;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists what must not be installed here, with who says so and why. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "declined",
        description = "Lists what must not be installed here, with who says so and why")
public final class DeclinedCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table("column.what", "column.origin", "column.reason");
        for (UpdateAgent.Barred entry : agent.barred()) {
            table.row(
                    entry.what().toString(),
                    dialogue.sentence(entry.origin().sentence()),
                    dialogue.sentence(entry.reason()));
        }
        table.print(noFormat);
    }
}
