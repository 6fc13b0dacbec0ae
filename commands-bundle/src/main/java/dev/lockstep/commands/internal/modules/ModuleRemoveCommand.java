package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.completion.InstalledModuleCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.ExternalModules;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Removes a module that no other installed module needs. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "module", name = "remove", description = "Removes a module, with what only it needs")
public final class ModuleRemoveCommand extends NodeCommand {
    @Argument(name = "module", description = "Its name", required = true)
    @Completion(InstalledModuleCompleter.class)
    String module;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Outcomes.tell(
                dialogue.<ExternalModules.ChangeOutcome>work(progress -> modules.remove(module, simulate, progress)),
                dialogue);
    }
}
