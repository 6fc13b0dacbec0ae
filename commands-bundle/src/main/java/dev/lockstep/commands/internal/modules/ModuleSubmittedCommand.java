package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.release.ModuleRelease;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the modules that came from files of this computer. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "module",
        name = "submitted",
        description = "Shows the modules that came from files, and whether they are approved")
public final class ModuleSubmittedCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table(
                "column.module", "column.version", "column.approved", "column.publisher", "column.title");
        for (ExternalModules.SubmittedModule submitted : modules.submitted()) {
            ModuleRelease module = submitted.module();
            table.row(
                    module.name(),
                    module.version().toString(),
                    dialogue.texts().yesOrNo(submitted.approved()),
                    module.publisher(),
                    module.title());
        }
        table.print(noFormat);
    }
}
