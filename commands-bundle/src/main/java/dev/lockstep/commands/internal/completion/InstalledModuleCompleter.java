package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.ExternalModules;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the modules that are installed. */
@Service
public final class InstalledModuleCompleter extends KnownWords {
    @Reference
    ExternalModules modules;

    @Override
    List<String> words(CommandLine line) {
        return modules.installed().stream()
                .map(ExternalModules.InstalledModule::name)
                .toList();
    }
}
