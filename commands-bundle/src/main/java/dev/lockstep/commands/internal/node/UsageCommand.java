package dev.lockstep.commands.internal.node;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Usage;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** Says how a command is written, in the language of the console: what {@code --help} says there. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "usage",
        description = "Shows how a command is written, in the language of the console")
public final class UsageCommand extends NodeCommand {
    @Argument(name = "command", required = true, description = "The command, such as lockstep:update")
    String command;

    @Reference
    Session console;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        Usage.of(console, command)
                .orElseThrow(() -> dialogue.failure("help.unknown", command))
                .tell(dialogue);
    }
}
