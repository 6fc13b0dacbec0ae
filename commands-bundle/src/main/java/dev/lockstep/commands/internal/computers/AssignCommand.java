package dev.lockstep.commands.internal.computers;

import dev.lockstep.commands.internal.completion.ComputerCompleter;
import dev.lockstep.commands.internal.completion.GroupCompleter;
import dev.lockstep.commands.internal.completion.ReleaseCompleter;
import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteAssignments.Apart;
import dev.lockstep.core.node.SiteAssignments.Move;
import dev.lockstep.core.node.SiteAssignments.Plan;
import dev.lockstep.core.node.SiteAssignments.Target;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Has some computers run another release than the others, such as a pilot group before everybody. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "assign",
        description =
                "Assigns another release to groups or single computers; without arguments, shows what is assigned apart."
                        + " Options come first: lockstep:assign --group pilot 1.2.0")
public final class AssignCommand extends ApprovingCommand {
    @Argument(name = "version", description = "The release that they are to run")
    @Completion(ReleaseCompleter.class)
    String version;

    @Option(name = "--group", aliases = "-g", multiValued = true, description = "A group; can be repeated")
    @Completion(GroupCompleter.class)
    List<String> groups = new ArrayList<>();

    @Option(
            name = "--computer",
            aliases = "-c",
            multiValued = true,
            description = "A computer, by name or id; can be repeated")
    @Completion(ComputerCompleter.class)
    List<String> computers = new ArrayList<>();

    @Option(name = "--clear", description = "Let them follow the others again")
    boolean clear;

    @Option(
            name = "--simulate",
            aliases = {"-t", "--dry-run"},
            description = "Only say which computers would change")
    boolean simulate;

    @Option(name = "--yes", aliases = "-y", description = "Do not ask")
    boolean yes;

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    SiteAssignments assignments;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        if (version == null && !clear) {
            if (!groups.isEmpty() || !computers.isEmpty()) {
                throw dialogue.failure("assign.nothing");
            }
            show(dialogue);
            return;
        }
        if (version != null && clear) {
            throw dialogue.failure("assign.both");
        }
        Target target = new Target(new TreeSet<>(groups), new TreeSet<>(computers));
        Optional<Version> release = version(dialogue, version);
        Plan plan = assignments.plan(target, release);
        show(plan, dialogue);
        if (simulate) {
            dialogue.say("assign.simulated");
            return;
        }
        if (!yes && !dialogue.isInteractive()) {
            throw dialogue.failure("assign.command");
        }
        if (!yes && !dialogue.confirms("assign.question")) {
            dialogue.say("assign.declined");
            return;
        }
        if (plan.goesBack()) {
            letGoBack(plan, dialogue);
        }
        Plan done = assignments.assign(target, release, dialogue.progress());
        dialogue.say("assign.done", done.moves().size(), done.revision());
    }

    /** Only those who go back, and to what each of them does. */
    private void letGoBack(Plan plan, Dialogue dialogue) throws IOException, CommandException {
        dialogue.say("rollback.approval");
        List<Move> back = plan.moves().stream().filter(Move::back).toList();
        for (Move move : back) {
            Version to = move.to().orElseThrow();
            if (upstream.trusted()
                    .flatMap(vendor -> Rollback.toRelease(to, vendor))
                    .isEmpty()) {
                throw dialogue.failure("rollback.unlisted", to);
            }
        }
        approved(
                dialogue,
                passphrase -> back.forEach(move -> upstream.trusted()
                        .flatMap(vendor -> Rollback.toRelease(move.to().orElseThrow(), vendor))
                        .ifPresent(rollback -> site.approve(rollback, new Audience.Computer(move.id()), passphrase))));
    }

    private void show(Dialogue dialogue) {
        Table table = dialogue.table("column.who", "column.version", "column.computers", "column.number");
        for (Apart apart : assignments.apart()) {
            table.row(
                    apart.who(),
                    Dialogue.version(apart.release()),
                    Integer.toString(apart.computers().size()),
                    Long.toString(apart.counter()));
        }
        table.print(noFormat);
    }

    private void show(Plan plan, Dialogue dialogue) {
        Table table = dialogue.table("column.computer", "column.from", "column.to", "column.remark");
        for (Move move : plan.moves()) {
            table.row(
                    move.computer(),
                    Dialogue.version(move.from()),
                    Dialogue.version(move.to()),
                    remark(move, dialogue));
        }
        table.print(noFormat);
    }

    private static String remark(Move move, Dialogue dialogue) {
        if (move.refused().isPresent()) {
            return dialogue.problem(move.refused());
        }
        if (move.from().isPresent() && move.from().equals(move.to())) {
            return dialogue.texts().get("assign.same");
        }
        if (move.from().isEmpty()) {
            return dialogue.texts().get("assign.unknown");
        }
        return move.back() ? dialogue.texts().get("assign.back") : "";
    }
}
