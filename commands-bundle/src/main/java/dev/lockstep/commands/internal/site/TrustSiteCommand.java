package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.site.SiteFingerprint;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Follows the site of a server that is really new. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "trust-site",
        description = "Follows the site of the update source from now on, if its fingerprint is the right one")
public final class TrustSiteCommand extends NodeCommand {
    @Argument(
            name = "fingerprint",
            description = "What lockstep:site shows at the server; without it, it is shown here and asked about",
            multiValued = true)
    String[] fingerprint;

    @Reference
    TrustedSite site;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        SiteFingerprint offered = site.offered();
        if (site.known().filter(offered::equals).isPresent()) {
            dialogue.say("trust-site.already", offered);
            return;
        }
        if (fingerprint == null || fingerprint.length == 0) {
            dialogue.say(
                    "trust-site.known",
                    site.known().map(SiteFingerprint::toString).orElse("-"));
            dialogue.say("trust-site.offered", offered);
            if (!dialogue.isInteractive()) {
                throw dialogue.failure("trust-site.unanswered", offered);
            }
            if (!dialogue.confirms("trust-site.question")) {
                dialogue.say("trust-site.declined");
                return;
            }
            site.trust(offered);
        } else {
            String text = String.join(" ", fingerprint);
            Optional<SiteFingerprint> typed = SiteFingerprint.parse(text);
            site.trust(typed.orElseThrow(() -> dialogue.failure("trust-site.malformed", text)));
        }
        dialogue.say("trust-site.done", offered);
    }
}
