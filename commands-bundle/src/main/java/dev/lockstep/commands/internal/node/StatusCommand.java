package dev.lockstep.commands.internal.node;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.commands.internal.site.SiteExpiryWarnings;
import dev.lockstep.commands.internal.site.SiteText;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.version.Version;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the three states of this computer: installed, distributable, assigned. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "lockstep", name = "status", description = "Shows what this computer runs, distributes and should run")
public final class StatusCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    UpdateAgent agent;

    @Reference
    Settings settings;

    @Reference
    Distribution distribution;

    @Reference
    SiteVersions site;

    @Reference
    SiteAssignments assignments;

    @Reference
    Site ownSite;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table("column.what", "column.value");
        List<Runnable> parts = List.of(
                () -> computer(table, dialogue),
                () -> site(table, dialogue),
                () -> siteWarnings(dialogue).forEach(warning -> table.line("status.warning", warning)),
                () -> agent.status()
                        .warnings()
                        .forEach(warning -> table.line("status.warning", warning.text(dialogue.locale()))));
        parts.forEach(part -> show(part, table, dialogue));
        table.print(noFormat);
    }

    /** What cannot be read is one more thing to see, and no reason to show nothing. */
    private static void show(Runnable part, Table table, Dialogue dialogue) {
        try {
            part.run();
        } catch (ProblemException e) {
            table.line("status.warning", dialogue.problem(Optional.of(e.problem())));
        } catch (RuntimeException e) {
            table.line("status.warning", Sentence.said(e).text(dialogue.locale()));
        }
    }

    private void computer(Table table, Dialogue dialogue) {
        UpdateAgent.Status status = agent.status();
        NodeIdentity identity = settings.identity();
        table.line("status.computer", identity.name() + " (" + identity.platform() + ")");
        table.line("status.installed", Dialogue.version(status.installed()));
        table.line("status.assigned", Dialogue.version(status.assigned()));
        show(() -> table.line("status.distributable", distributable(dialogue)), table, dialogue);
        table.line("status.source", status.source());
        table.line("status.phase", dialogue.texts().word("step", status.phase()));
        table.line("status.last-check", dialogue.time(status.lastCheck()));
        status.freshness().ifPresent(freshness -> table.line("status.vendor", freshness(freshness, dialogue)));
        status.lastProblem().ifPresent(problem -> table.line("status.problem", dialogue.problem(status.lastProblem())));
        status.components()
                .forEach((name, version) ->
                        table.row(dialogue.texts().get("status.component", name), version.toString()));
        status.health()
                .values()
                .forEach(problem ->
                        problem.ifPresent(found -> table.line("status.problem", dialogue.problem(Optional.of(found)))));
    }

    private void site(Table table, Dialogue dialogue) {
        SiteVersions.State versions = site.state();
        SiteText text = new SiteText(dialogue, InstantSource.system());
        text.mixed(versions).ifPresent(mixed -> table.line("status.site", mixed));
        assignments
                .apart()
                .forEach(apart -> table.line(
                        "status.apart",
                        dialogue.texts()
                                .get(
                                        "status.apart-one",
                                        apart.who(),
                                        Dialogue.version(apart.release()),
                                        apart.computers().size())));
        text.behind(versions).forEach(computer -> table.line("status.behind", computer));
        text.away(versions).forEach(computer -> table.line("status.away", computer));
    }

    private List<String> siteWarnings(Dialogue dialogue) {
        return settings.current().sourceKind() == NodeSettings.SourceKind.COMPUTER
                ? List.of()
                : new SiteExpiryWarnings(dialogue, InstantSource.system()).warnings(ownSite.status());
    }

    private static String freshness(Freshness freshness, Dialogue dialogue) {
        String refused = dialogue.time(Optional.of(freshness.refused().from()));
        if (freshness instanceof Freshness.Fresh fresh) {
            return dialogue.texts()
                    .get(
                            "freshness.fresh",
                            dialogue.time(Optional.of(fresh.stale().from())),
                            refused);
        }
        if (freshness instanceof Freshness.Stale stale) {
            return dialogue.texts()
                    .get(
                            "freshness.stale",
                            dialogue.time(Optional.of(stale.stale().from())),
                            stale.stale().role(),
                            refused);
        }
        return dialogue.texts()
                .get("freshness.refused", refused, freshness.refused().role());
    }

    private String distributable(Dialogue dialogue) {
        Distribution.State state = distribution.state();
        if (state instanceof Distribution.State.Off) {
            return dialogue.texts().get("distribution.off");
        }
        if (state instanceof Distribution.State.Empty) {
            return dialogue.texts().get("distribution.empty");
        }
        if (state instanceof Distribution.State.Damaged damaged) {
            return damaged.problem().text(dialogue.locale());
        }
        return ((Distribution.State.Ready) state)
                .releases().stream().map(Version::toString).collect(Collectors.joining(", "));
    }
}
