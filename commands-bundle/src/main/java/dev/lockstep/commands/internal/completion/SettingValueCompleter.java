package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.NamedSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes usual values of the setting that was named before. */
@Service
public final class SettingValueCompleter extends KnownWords {
    @Reference
    NamedSettings settings;

    @Override
    List<String> words(CommandLine line) {
        List<String> named = Arrays.asList(line.getArguments());
        return settings.all().stream()
                .filter(setting -> named.contains(setting.name()))
                .findFirst()
                .map(found -> found.setting().usual())
                .orElse(List.of());
    }
}
