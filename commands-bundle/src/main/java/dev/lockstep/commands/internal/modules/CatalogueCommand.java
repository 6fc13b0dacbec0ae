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

/** Shows the modules that the vendor's catalogue offers. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "module", name = "catalogue", description = "Shows the modules that can be installed")
public final class CatalogueCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table(
                "column.module",
                "column.version",
                "column.installed",
                "column.title",
                "column.publisher",
                "column.remark");
        for (ExternalModules.CatalogueEntry entry : modules.catalogue()) {
            table.row(
                    entry.name(),
                    entry.version().toString(),
                    Dialogue.version(entry.installed()),
                    entry.module().map(ModuleRelease::title).orElse(""),
                    entry.module().map(ModuleRelease::publisher).orElse(""),
                    dialogue.remarks(entry.problem(), entry.remarks()));
        }
        table.print(noFormat);
    }
}
