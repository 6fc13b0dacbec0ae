package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.commands.internal.site.SiteText;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows what was done, the latest first. */
@Service
@Parsing(OptionsAnywhere.class)
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

    @Reference
    SiteVersions site;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        Table table = dialogue.table(
                "column.time",
                "column.action",
                "column.from",
                "column.to",
                "column.result",
                "column.downtime",
                "column.problem");
        Stream.concat(
                        agent.history().stream().map(entry -> row(dialogue, entry)),
                        site.ended().stream().map(ended -> row(dialogue, ended)))
                .sorted(Comparator.comparing(Row::at).reversed())
                .limit(positive(dialogue, number))
                .forEach(row -> table.row(row.cells().toArray(String[]::new)));
        table.print(noFormat);
    }

    private Row row(Dialogue dialogue, UpdateAgent.HistoryEntry entry) {
        return new Row(
                entry.at(),
                List.of(
                        time(dialogue, entry.at()),
                        dialogue.texts().word("action", entry.action()),
                        Dialogue.version(entry.from()),
                        Dialogue.version(entry.to()),
                        dialogue.texts().word("result", entry.result()),
                        String.format(Locale.ROOT, "%.1f s", entry.downtime().toMillis() / 1000.0),
                        dialogue.problem(entry.problem())));
    }

    private Row row(Dialogue dialogue, SiteVersions.Ended ended) {
        SiteText text = new SiteText(dialogue, InstantSource.system());
        return new Row(
                ended.until(),
                List.of(
                        time(dialogue, ended.until()),
                        dialogue.texts().get("action.switch-of-the-site"),
                        ended.versions().first().toString(),
                        ended.versions().last().toString(),
                        text.result(ended),
                        "-",
                        text.absent(ended)));
    }

    private String time(Dialogue dialogue, Instant at) {
        return noFormat ? at.toString() : dialogue.time(Optional.of(at));
    }

    /** A row of the table, and when it happened. */
    private record Row(Instant at, List<String> cells) {}
}
