package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.Membership;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Forgets whom to trust at an address, so that a server that is really new there is trusted from its first answer. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "forget-server",
        description = "Forgets which server to trust at an address, if the server there is really a new one")
public final class ForgetServerCommand extends NodeCommand {
    @Argument(index = 0, name = "address", required = true, description = "The name or address of the server")
    String address;

    @Argument(index = 1, name = "port", description = "Its port; 10000 if it is left out")
    String port;

    @Option(name = "--yes", aliases = "-y", description = "Do not ask")
    boolean yes;

    @Reference
    Membership membership;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        ServerAddress server = ServerAddress.parse(address, port == null ? "" : port);
        if (!yes && !dialogue.isInteractive()) {
            throw dialogue.failure("forget-server.command", address);
        }
        if (!yes && !dialogue.confirms("forget-server.question", server)) {
            dialogue.say("update.declined");
            return;
        }
        if (!membership.forget(server)) {
            throw dialogue.failure("forget-server.unknown", server);
        }
        dialogue.say("forget-server.done", server);
    }
}
