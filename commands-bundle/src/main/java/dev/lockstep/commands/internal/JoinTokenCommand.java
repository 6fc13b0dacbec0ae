package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.JoinToken;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Makes what another computer needs to take its updates here: the address, whom to trust, and a secret that admits it. */
@Service
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
    void run(Dialogue dialogue) throws CommandException {
        Optional<Fingerprint> authority = port.authority();
        Optional<URI> local = port.local();
        if (authority.isEmpty() || local.isEmpty()) {
            throw dialogue.failure("join-token.none");
        }
        if (uses < 1 || uses > 100_000 || days < 1 || days > 3650) {
            throw dialogue.failure("join-token.bounds");
        }
        String host = address == null ? settings.identity().name() : address;
        ServerAddress server = new ServerAddress(host, local.get().getPort());
        Admissions.Secret secret = admissions.issueSecret(uses, Duration.ofDays(days));
        JoinToken token = new JoinToken(server, authority.get(), followed(), secret.text(), secret.expires());
        if (noFormat) {
            dialogue.raw(token.text());
            return;
        }
        dialogue.say("join-token.made", uses, dialogue.time(Optional.of(secret.expires())), server);
        dialogue.raw(token.text());
        dialogue.say("join-token.use");
    }

    /** Computers below a relay follow the site that it follows itself. */
    private Optional<SiteFingerprint> followed() {
        return settings.current().sourceKind() == SourceKind.COMPUTER ? trusted.known() : Optional.of(site.establish());
    }
}
