package dev.lockstep.commands.internal.node;

import dev.lockstep.commands.internal.completion.SettingKeyCompleter;
import dev.lockstep.commands.internal.completion.SettingValueCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.SecretWords;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NamedSettings.Shown;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows and explains the settings of this computer, or changes one. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "settings",
        description = "Shows and explains the settings of this computer, or changes one")
public final class SettingsCommand extends NodeCommand {
    /** In front of an @, as in http://user:password@host. */
    private static final Pattern PASSWORD = Pattern.compile("[^/@\\s]:[^@\\s]*@");

    @Argument(index = 0, name = "key", description = "The setting; without it all are shown")
    @Completion(SettingKeyCompleter.class)
    String key;

    @Argument(
            index = 1,
            name = "value",
            description = "Its new value; \"\" for the default. Without it the setting is shown")
    @Completion(SettingValueCompleter.class)
    String value;

    @Option(name = "--ask", description = "Ask for the value and do not show it, for one that holds a password")
    boolean ask;

    @Option(name = "--value-file", description = "A file whose first line is the value, for scripts")
    String valueFile;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would change")
    boolean simulate;

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    NamedSettings settings;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        boolean elsewhere = ask || valueFile != null;
        if (elsewhere && (key == null || value != null)) {
            throw dialogue.failure("settings.value-twice");
        }
        if (elsewhere) {
            value = SecretWords.from(dialogue, valueFile, "--value-file", "settings.question");
        } else if (value != null && PASSWORD.matcher(value).find()) {
            // Whatever the setting: a password in an address is one everywhere.
            throw dialogue.failure("settings.on-command-line", key);
        }
        if (key == null) {
            showAll(dialogue);
        } else if (value == null) {
            // A program that names one setting wants its value and nothing else.
            show(current(), dialogue);
        } else {
            change(dialogue);
        }
    }

    private void showAll(Dialogue dialogue) {
        Table table = dialogue.table("column.setting", "column.value", "column.meaning");
        for (Shown setting : settings.all()) {
            table.row(setting.name(), setting.value(), meaning(setting, dialogue));
        }
        table.print(noFormat);
    }

    private void show(Shown setting, Dialogue dialogue) {
        if (noFormat) {
            dialogue.print(setting.value());
            return;
        }
        dialogue.print(setting.name() + " = " + setting.value());
        dialogue.print(meaning(setting, dialogue));
        if (!setting.setting().usual().isEmpty()) {
            dialogue.say("settings.usual", String.join(", ", setting.setting().usual()));
        }
    }

    private static String meaning(Shown setting, Dialogue dialogue) {
        return setting.description(dialogue.locale());
    }

    private Shown current() {
        return settings.all().stream()
                .filter(setting -> setting.name().equals(key))
                .findFirst()
                // For an unknown name it lists the known ones.
                .orElseGet(() -> settings.tried(key, ""));
    }

    private void change(Dialogue dialogue) throws IOException {
        Shown wanted = settings.tried(key, value);
        Shown before = current();
        boolean same = before.value().equals(wanted.value());
        if (simulate) {
            dialogue.say(same ? "settings.unchanged" : "settings.simulated", key, before.value(), wanted.value());
            return;
        }
        // Also if both look the same: of a password nothing is shown.
        Shown after = settings.change(key, value);
        dialogue.say(same ? "settings.unchanged" : "settings.changed", key, before.value(), after.value());
    }
}
