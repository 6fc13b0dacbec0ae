package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.ExternalModules;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the modules of this computer. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "module", name = "list", description = "Shows the modules of this computer")
public final class ModuleListCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) {
        Table table =
                dialogue.table("column.module", "column.version", "column.requested", "column.state", "column.remark");
        for (ExternalModules.InstalledModule module : modules.installed()) {
            table.row(
                    module.name(),
                    module.version().toString(),
                    dialogue.texts().yesOrNo(module.requested()),
                    dialogue.texts().word("state", module.state().toString()),
                    dialogue.remarks(module.problem(), module.remarks()));
        }
        table.print(noFormat);
    }
}
