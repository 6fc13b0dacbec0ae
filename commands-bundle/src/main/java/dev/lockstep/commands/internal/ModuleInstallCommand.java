package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Installs a module from the catalogue, with what it needs. */
@Service
@Command(scope = "module", name = "install", description = "Installs a module from the catalogue, with what it needs")
public final class ModuleInstallCommand extends NodeCommand {
    @Argument(index = 0, name = "module", description = "Its name", required = true)
    @Completion(ModuleCompleter.class)
    String module;

    @Argument(index = 1, name = "version", description = "Its version; without it the newest that fits")
    String version;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    ExternalModules modules;

    @Reference
    Distribution distribution;

    @Override
    void run(Dialogue dialogue) throws CommandException {
        Outcomes.tell(modules.install(module, version(dialogue, version), simulate, dialogue.progress()), dialogue);
        if (distribution.state() instanceof Distribution.State.Empty) {
            dialogue.say("module.unreached");
        }
    }
}
