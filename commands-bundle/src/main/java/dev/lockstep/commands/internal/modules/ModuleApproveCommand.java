package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Puts a module from a file into the catalogue of the site: whoever has the approver's passphrase vouches for it. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "module",
        name = "approve",
        description = "Vouches for a module from a file, so that it can be installed")
public final class ModuleApproveCommand extends ApprovingCommand {
    @Argument(index = 0, name = "module", description = "Its name", required = true)
    String module;

    @Argument(index = 1, name = "version", description = "Its version", required = true)
    String version;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Version approved = version(dialogue, version).orElseThrow();
        ModuleRelease submitted = modules.submitted().stream()
                .map(ExternalModules.SubmittedModule::module)
                .filter(one -> one.name().equals(module) && one.version().equals(approved))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", module + " " + approved)));
        if (simulate) {
            dialogue.say("module.approval", module, approved);
            return;
        }
        approved(dialogue, passphrase -> site.approve(submitted, passphrase));
        dialogue.say("module.approved", module, approved);
    }
}
