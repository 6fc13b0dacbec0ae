package dev.lockstep.commands.internal.computers;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.commands.internal.site.SiteText;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteAssignments.Apart;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.version.Version;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows this computer, and those below it as they last reported. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "computers",
        description = "Shows this computer and those that take their updates from it, directly or through a relay")
public final class ComputersCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    UpdateAgent agent;

    @Reference
    SiteVersions site;

    @Reference
    SiteAssignments assignments;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table(
                "column.computer",
                "column.platform",
                "column.versions",
                "column.modules",
                "column.receives",
                "column.distributes",
                "column.phase",
                "column.checked",
                "column.explanation");
        Map<String, String> apart = new HashMap<>();
        for (Apart each : assignments.apart()) {
            // Groups come first: what a computer is assigned by itself counts.
            each.computers()
                    .forEach(id -> apart.put(
                            id, dialogue.texts().get("computers.apart", Dialogue.version(each.release()), each.who())));
        }
        rows(List.of(agent.report()), 0, apart, table, dialogue);
        table.print(noFormat);
        if (!noFormat) {
            new SiteText(dialogue, InstantSource.system())
                    .mixed(site.state())
                    .ifPresent(mixed -> dialogue.print(dialogue.texts().get("status.site") + ": " + mixed));
        }
    }

    private void rows(
            List<ComputerReport> reports, int depth, Map<String, String> apart, Table table, Dialogue dialogue) {
        for (ComputerReport report : reports) {
            table.row(
                    (noFormat ? "" : "  ".repeat(depth)) + report.name(),
                    report.platform(),
                    versions(report.components()),
                    list(report.modules()),
                    dialogue.texts().yesOrNo(report.receivesModules()),
                    dialogue.texts().yesOrNo(report.distributes()),
                    dialogue.texts().word("step", report.phase()),
                    dialogue.time(report.lastCheck()),
                    apart.containsKey(report.id())
                            ? apart.get(report.id()) + " " + explanation(report, dialogue)
                            : explanation(report, dialogue));
            rows(report.downstream(), depth + 1, apart, table, dialogue);
        }
    }

    private static String explanation(ComputerReport report, Dialogue dialogue) {
        String explanation = report.explanation(dialogue.locale());
        return report.deviations().isEmpty()
                ? explanation
                : explanation + " (" + String.join("; ", report.deviations(dialogue.locale())) + ")";
    }

    /** One version if all components have it, as they should; else each with its own. */
    private static String versions(SortedMap<String, Version> components) {
        return components.values().stream().distinct().count() == 1
                ? components.get(components.firstKey()).toString()
                : list(components);
    }

    private static String list(SortedMap<String, Version> versions) {
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
