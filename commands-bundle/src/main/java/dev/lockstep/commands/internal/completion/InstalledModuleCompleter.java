package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.ExternalModules;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the modules that are installed. */
@Service
public final class InstalledModuleCompleter implements Completer {
    @Reference
    ExternalModules modules;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = modules.installed().stream()
                .map(ExternalModules.InstalledModule::name)
                .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
