package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.Outcomes;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;

/** A command that installs a version of a module, with the approver's permission if the computers below go back with it. */
abstract class ModuleChangeCommand extends ApprovingCommand {
    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Option(
            name = "--going-back",
            description =
                    "Let computers that had a newer version take this one; without it only if it is installed now")
    boolean rollbackGuard;

    @Reference
    ExternalModules modules;

    void change(Dialogue dialogue, String module, Optional<Version> version) throws IOException, CommandException {
        if (!simulate && version.isPresent() && isFollowed()) {
            letOthers(dialogue, module, version.get());
        }
        Outcomes.tell(
                dialogue.<ExternalModules.ChangeOutcome>work(progress -> changed(module, version, progress)), dialogue);
    }

    /** What the command does in the end. */
    abstract ExternalModules.ChangeOutcome changed(String module, Optional<Version> version, Progress progress);

    private void letOthers(Dialogue dialogue, String module, Version version) throws IOException, CommandException {
        Optional<Version> installed = modules.installed().stream()
                .filter(one -> one.name().equals(module))
                .map(ExternalModules.InstalledModule::version)
                .findFirst();
        if (rollbackGuard || installed.filter(now -> now.compareTo(version) > 0).isPresent()) {
            Rollback rollback = upstream.trusted()
                    .map(vendor -> Rollback.toModule(module, version, installed, vendor))
                    .orElseThrow(() -> dialogue.failure("rollback.unlisted", version));
            approveRollback(dialogue, rollback);
        }
    }
}
