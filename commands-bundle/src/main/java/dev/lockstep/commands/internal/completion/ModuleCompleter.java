package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.ExternalModules;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the modules of the catalogue. */
@Service
public final class ModuleCompleter extends KnownWords {
    @Reference
    ExternalModules modules;

    @Override
    List<String> words(CommandLine line) {
        return modules.catalogue().stream()
                .map(ExternalModules.CatalogueEntry::name)
                .distinct()
                .toList();
    }
}
