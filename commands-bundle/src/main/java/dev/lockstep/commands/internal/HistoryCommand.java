package dev.lockstep.commands.internal;

import dev.lockstep.core.node.UpdateAgent;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows what was done, the latest first. */
@Service
@Command(
        scope = "lockstep",
        name = "history",
        description = "Shows the updates of this computer and how they ended, the latest first")
public final class HistoryCommand extends NodeCommand {
    @Option(name = "-n", aliases = "--number", description = "How many entries to show")
    int number = 20;

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    UpdateAgent agent;

    @Override
    void run(Dialogue dialogue) {
        Table table = dialogue.table(
                "column.time",
                "column.action",
                "column.from",
                "column.to",
                "column.result",
                "column.downtime",
                "column.problem");
        agent.history().stream()
                .limit(Math.max(0, number))
                .forEach(entry -> table.row(
                        noFormat ? entry.at().toString() : dialogue.time(Optional.of(entry.at())),
                        dialogue.texts().word("action", entry.action()),
                        Dialogue.version(entry.from()),
                        Dialogue.version(entry.to()),
                        dialogue.texts().word("result", entry.result()),
                        String.format(Locale.ROOT, "%.1f s", entry.downtime().toMillis() / 1000.0),
                        dialogue.problem(entry.problem())));
        table.print(noFormat);
    }
}
