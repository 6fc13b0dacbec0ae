package dev.lockstep.commands.internal;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows the settings of this computer, or changes one. */
@Service
@Command(scope = "lockstep", name = "settings", description = "Shows the settings of this computer, or changes one")
public final class SettingsCommand extends NodeCommand {
    @Argument(index = 0, name = "key", description = "The setting; without it all are shown")
    @Completion(SettingKeyCompleter.class)
    String key;

    @Argument(index = 1, name = "value", description = "Its new value; \"\" for none. Without it the setting is shown")
    @Completion(SettingValueCompleter.class)
    String value;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would change")
    boolean simulate;

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    Settings settings;

    @Override
    void run(Dialogue dialogue) throws IOException, CommandException {
        if (key == null) {
            Table table = dialogue.table("column.setting", "column.value");
            for (Setting setting : Setting.all()) {
                table.row(setting.key(), setting.read(settings.current()));
            }
            table.print(noFormat);
            return;
        }
        Setting setting = Setting.of(key)
                .orElseThrow(() -> dialogue.failure("settings.unknown", key, String.join(", ", Setting.keys())));
        if (value == null) {
            dialogue.print(setting.read(settings.current()));
        } else {
            change(setting, dialogue);
        }
    }

    private void change(Setting setting, Dialogue dialogue) throws IOException {
        NodeSettings before = settings.current();
        NodeSettings wanted = setting.changed(before, value);
        String from = setting.read(before);
        String to = setting.read(wanted);
        if (from.equals(to)) {
            dialogue.say("settings.unchanged", setting.key(), to);
        } else if (simulate) {
            dialogue.say("settings.simulated", setting.key(), from, to);
        } else {
            // Applied to what is in force then: another setting may be changed at the same moment.
            NodeSettings after = settings.change(now -> setting.changed(now, value));
            dialogue.say("settings.changed", setting.key(), from, setting.read(after));
        }
    }
}
