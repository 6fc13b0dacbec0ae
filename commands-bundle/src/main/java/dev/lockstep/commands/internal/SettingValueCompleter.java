package dev.lockstep.commands.internal;

import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes usual values of the setting that was named before. */
@Service
public final class SettingValueCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> values = Arrays.stream(line.getArguments())
                .flatMap(word -> Setting.of(word).stream())
                .findFirst()
                .map(Setting::usual)
                .orElse(List.of());
        return new StringsCompleter(values).complete(session, line, candidates);
    }
}
