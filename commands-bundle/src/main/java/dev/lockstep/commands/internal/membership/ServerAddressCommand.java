package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.source.ServerAddress;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows or says where this main server is to be reached from now on; its computers follow. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "server-address",
        description = "Announces a new address of this server, to which its computers follow it")
public final class ServerAddressCommand extends NodeCommand {
    @Argument(
            index = 0,
            name = "address",
            description = "The new name or address; without it, the announced one is shown")
    String address;

    @Argument(index = 1, name = "port", description = "The new port; the present one if it is left out")
    String port = "";

    @Option(name = "--stay", description = "Take the announcement back")
    boolean stay;

    @Reference
    Site site;

    @Reference
    HttpPort listening;

    @Override
    protected void run(Dialogue dialogue) {
        if (stay) {
            site.moveTo(Optional.empty());
            dialogue.say("server-address.taken-back");
        } else if (address == null) {
            Optional<ServerAddress> now = site.movesTo();
            dialogue.say(now.isPresent() ? "server-address.now" : "server-address.none", now.orElse(null));
        } else {
            String same = listening
                    .local()
                    .map(local -> Integer.toString(local.getPort()))
                    .orElse("");
            ServerAddress next = ServerAddress.parse(address, port.isBlank() ? same : port);
            site.moveTo(Optional.of(next));
            dialogue.say("server-address.said", next);
        }
    }
}
