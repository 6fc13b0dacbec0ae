package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.SecretWords;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.node.Membership;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Joins this computer to the server that made a token. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "join",
        description = "Trusts the server that printed a join token, and takes updates there")
public final class JoinCommand extends NodeCommand {
    @Argument(index = 0, name = "token", description = "Not here, where others can read it: the token is asked for")
    String token;

    @Option(name = "--token-file", description = "A file whose first line is the token, for scripts")
    String tokenFile;

    @Reference
    Membership membership;

    @Reference
    Settings settings;

    @Reference
    Upstream upstream;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        if (token != null) {
            throw dialogue.failure("join.on-command-line");
        }
        JoinToken joining = JoinToken.parse(SecretWords.from(dialogue, tokenFile, "--token-file", "join.question"));
        membership.join(joining);
        NodeSettings before = settings.current();
        boolean elsewhere = before.sourceKind() == SourceKind.COMPUTER
                && before.get(NodeSettings.ADDRESS_FROM) != AddressFrom.SETTINGS
                && before.get(NodeSettings.SERVER_ADDRESS).isBlank();
        Optional<ServerAddress> written = elsewhere ? written() : Optional.empty();
        if (elsewhere && (written.isEmpty() || written.get().equals(joining.address()))) {
            dialogue.say("join.trusted", joining.address(), joining.authority());
            return;
        }
        // Whoever enters a token means its server; what the login window or PollHost says is not ours to change.
        settings.change(now -> now.with(NodeSettings.SOURCE, "computer")
                .with(NodeSettings.SERVER_ADDRESS, joining.address().host())
                .with(
                        NodeSettings.SERVER_PORT,
                        Integer.toString(joining.address().port())));
        if (written.isPresent()) {
            dialogue.say("join.moved", joining.address(), written.get(), joining.authority());
        } else {
            dialogue.say("join.done", joining.address(), joining.authority());
        }
    }

    private Optional<ServerAddress> written() {
        try {
            return upstream.source() instanceof UpdateSource.Computer computer
                    ? Optional.of(computer.address())
                    : Optional.empty();
        } catch (ProblemException e) {
            // Nobody has logged in yet: the login window will say where the server is.
            return Optional.empty();
        }
    }
}
