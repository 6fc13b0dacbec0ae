package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.completion.ModuleCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Installs a module from the catalogue, with what it needs. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "module", name = "install", description = "Installs a module from the catalogue, with what it needs")
public final class ModuleInstallCommand extends ModuleChangeCommand {
    @Argument(index = 0, name = "module", description = "Its name", required = true)
    @Completion(ModuleCompleter.class)
    String module;

    @Argument(index = 1, name = "version", description = "Its version; without it the newest that fits")
    String version;

    @Reference
    Distribution distribution;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        change(dialogue, module, version(dialogue, version));
        if (distribution.state() instanceof Distribution.State.Empty) {
            dialogue.say("module.unreached");
        }
    }

    @Override
    ExternalModules.ChangeOutcome changed(String name, Optional<Version> wanted, Progress progress) {
        return modules.install(name, wanted, simulate, progress);
    }
}
