package dev.lockstep.commands.internal.computers;

import dev.lockstep.commands.internal.completion.ComputerCompleter;
import dev.lockstep.commands.internal.completion.GroupCompleter;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteAssignments.Group;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows and changes groups of computers. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "group",
        description = "Shows the groups of this site; with a name, puts computers into one or takes them out")
public final class GroupCommand extends NodeCommand {
    @Argument(name = "name", description = "The group; a new one is created, an empty one is removed")
    @Completion(GroupCompleter.class)
    String name;

    @Option(
            name = "--add",
            aliases = "-a",
            multiValued = true,
            description = "A computer to put into it, by name or id; can be repeated")
    @Completion(ComputerCompleter.class)
    List<String> added = new ArrayList<>();

    @Option(
            name = "--remove",
            aliases = "-r",
            multiValued = true,
            description = "A computer to take out of it, by name or id; can be repeated")
    @Completion(ComputerCompleter.class)
    List<String> removed = new ArrayList<>();

    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    SiteAssignments assignments;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        if (name == null && !(added.isEmpty() && removed.isEmpty())) {
            throw dialogue.failure("group.unnamed");
        }
        if (added.isEmpty() && removed.isEmpty()) {
            Table table = dialogue.table("column.group", "column.computers");
            assignments.groups().stream()
                    .filter(group -> name == null || group.name().equals(name))
                    .forEach(group -> table.row(group.name(), members(group)));
            table.print(noFormat);
            return;
        }
        Group group = assignments.change(name, added, removed);
        if (group.members().isEmpty()) {
            dialogue.say("group.gone", group.name());
        } else {
            dialogue.say("group.changed", group.name(), members(group));
        }
    }

    private static String members(Group group) {
        return String.join(", ", group.members().values());
    }
}
