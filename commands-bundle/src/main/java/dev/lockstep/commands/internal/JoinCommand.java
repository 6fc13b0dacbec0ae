package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Membership;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.pki.JoinToken;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Joins this computer to the server that made a token. */
@Service
@Command(
        scope = "lockstep",
        name = "join",
        description = "Trusts the server that printed a join token, and takes updates there")
public final class JoinCommand extends NodeCommand {
    @Argument(index = 0, name = "token", description = "The token; without it, it is asked for and not shown")
    String token;

    @Reference
    Membership membership;

    @Reference
    Settings settings;

    @Override
    void run(Dialogue dialogue) throws IOException, CommandException {
        if (token == null && !dialogue.isInteractive()) {
            throw dialogue.failure("join.command");
        }
        JoinToken joining = JoinToken.parse(token == null ? dialogue.secret("join.question") : token);
        membership.join(joining);
        NodeSettings before = settings.current();
        boolean elsewhere = before.sourceKind() == SourceKind.COMPUTER && before.addressFrom() != AddressFrom.SETTINGS;
        if (elsewhere && before.serverAddress().isBlank()) {
            dialogue.say("join.trusted", joining.address(), joining.authority());
            return;
        }
        settings.change(now -> now.withServer(
                joining.address().host(), Integer.toString(joining.address().port())));
        dialogue.say("join.done", joining.address(), joining.authority());
    }
}
