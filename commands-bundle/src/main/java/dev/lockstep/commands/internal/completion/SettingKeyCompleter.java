package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.NamedSettings;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the names of settings. */
@Service
public final class SettingKeyCompleter implements Completer {
    @Reference
    public NamedSettings settings;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names =
                settings.all().stream().map(NamedSettings.Shown::name).toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
