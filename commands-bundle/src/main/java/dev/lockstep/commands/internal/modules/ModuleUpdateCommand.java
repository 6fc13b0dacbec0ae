package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.completion.InstalledModuleCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Updates one module, or all that somebody asked for. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "module",
        name = "update",
        description = "Updates a module to the newest version that fits, or all modules")
public final class ModuleUpdateCommand extends ModuleChangeCommand {
    @Argument(index = 0, name = "module", description = "Its name; without it all modules that were installed by name")
    @Completion(InstalledModuleCompleter.class)
    String module;

    @Argument(index = 1, name = "version", description = "Its version; without it the newest that fits")
    String version;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        if (module == null) {
            updateAll(dialogue);
        } else if (modules.installed().stream().noneMatch(found -> found.name().equals(module))) {
            throw dialogue.failure("module.not-installed", module);
        } else {
            change(dialogue, module, version(dialogue, version));
        }
    }

    private void updateAll(Dialogue dialogue) throws IOException, CommandException {
        if (modules.installed().stream().noneMatch(InstalledModule::requested)) {
            dialogue.say("module.none");
        } else {
            Outcomes.tell(
                    dialogue.<ExternalModules.ChangeOutcome>work(progress ->
                            modules.updateAll(simulate, progress, name -> dialogue.say("module.updating", name))),
                    dialogue);
        }
    }

    @Override
    ExternalModules.ChangeOutcome changed(String name, Optional<Version> wanted, Progress progress) {
        return modules.update(name, wanted, simulate, progress);
    }
}
