package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.NamedSettings;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the names of settings. */
@Service
public final class SettingKeyCompleter extends KnownWords {
    @Reference
    NamedSettings settings;

    @Override
    List<String> words(CommandLine line) {
        return settings.all().stream().map(NamedSettings.Shown::name).toList();
    }
}
