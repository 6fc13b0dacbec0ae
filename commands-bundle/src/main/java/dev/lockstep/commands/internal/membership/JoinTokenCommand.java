package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.JoinTokens;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Makes what another computer needs to take its updates here: the address, whom to trust, and a secret that admits it. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "join-token",
        description = "Prints a token by which another computer trusts this one and is admitted here without waiting")
public final class JoinTokenCommand extends NodeCommand {
    @Option(name = "--address", description = "The name or address by which the other computers reach this one")
    String address;

    @Option(name = "--uses", description = "How many computers may use it; more than one for an installer")
    int uses = 1;

    @Option(name = "--days", description = "How many days it works")
    int days = 7;

    @Option(name = "--no-format", description = "Print the token alone, for programs")
    boolean noFormat;

    @Reference
    Admissions admissions;

    @Reference
    HttpPort port;

    @Reference
    Settings settings;

    @Reference
    Site site;

    @Reference
    TrustedSite trusted;

    @Override
    protected void run(Dialogue dialogue) throws CommandException {
        if (uses < 1 || uses > JoinTokens.MOST_USES || days < 1 || days > JoinTokens.MOST_DAYS) {
            throw dialogue.failure("join-token.bounds");
        }
        JoinToken token = new JoinTokens(admissions, port, settings, site, trusted)
                .issue(Optional.ofNullable(address), uses, days)
                .orElseThrow(() -> dialogue.failure("join-token.none"));
        if (noFormat) {
            dialogue.raw(token.text());
            return;
        }
        dialogue.say("join-token.made", uses, dialogue.time(Optional.of(token.expires())), token.address());
        dialogue.raw(token.text());
        dialogue.say("join-token.use");
    }
}
