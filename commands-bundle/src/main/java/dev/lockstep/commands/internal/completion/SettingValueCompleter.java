package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.NamedSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes usual values of the setting that was named before. */
@Service
public final class SettingValueCompleter implements Completer {
    @Reference
    public NamedSettings settings;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> words = Arrays.asList(line.getArguments());
        List<String> values = settings.all().stream()
                .filter(setting -> words.contains(setting.name()))
                .findFirst()
                .map(found -> found.setting().usual())
                .orElse(List.of());
        return new StringsCompleter(values).complete(session, line, candidates);
    }
}
