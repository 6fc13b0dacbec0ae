package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.ExternalModules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Says what becomes of modules that the computers below have and this server, which was reinstalled, does not know. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "module",
        name = "adopt",
        description =
                "Keeps the modules that the computers below have and this server does not know: all, or those that are named")
public final class ModuleAdoptCommand extends NodeCommand {
    @Argument(name = "modules", description = "The names of those that stay; without any, all", multiValued = true)
    List<String> names = List.of();

    @Option(name = "--none", description = "Keep none: they are removed from the computers below")
    boolean none;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        List<String> open = modules.undecided().stream()
                .map(Assignment.AssignedModule::name)
                .toList();
        if (open.isEmpty()) {
            dialogue.say("module.nothing-undecided");
            return;
        }
        Set<String> kept = new LinkedHashSet<>(names.isEmpty() && !none ? open : names);
        if (none && !names.isEmpty()) {
            throw dialogue.failure("module.adopt-none-or-names");
        }
        for (String name : kept) {
            if (!open.contains(name)) {
                throw dialogue.failure("module.adopt-unknown", name, String.join(", ", open));
            }
        }
        Outcomes.tell(modules.adopt(kept, simulate, dialogue.progress()), dialogue);
    }
}
