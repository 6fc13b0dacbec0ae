package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.site.SiteFingerprint;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the site: on a main server its own, elsewhere the one that is followed. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "lockstep", name = "site", description = "Shows the site of this computer and its fingerprint")
public final class SiteCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    Settings settings;

    @Reference
    Site site;

    @Reference
    TrustedSite trusted;

    @Override
    protected void run(Dialogue dialogue) {
        Table table = dialogue.table("column.what", "column.value");
        if (settings.current().sourceKind() == NodeSettings.SourceKind.COMPUTER) {
            table.line("site.followed", text(dialogue, trusted.known()));
        } else {
            Site.Status status = site.status();
            table.line("site.own", text(dialogue, status.fingerprint()));
            table.line("site.root-key", dialogue.texts().get(rootKey(status)));
            SiteExpiryWarnings.end(status, "root")
                    .ifPresent(end -> table.line("site.root-until", dialogue.time(Optional.of(end))));
            SiteExpiryWarnings.end(status, "timestamp")
                    .ifPresent(end -> table.line("site.signed-until", dialogue.time(Optional.of(end))));
            table.line("site.approver", approvers(status, dialogue));
            new SiteExpiryWarnings(dialogue, InstantSource.system())
                    .warnings(status)
                    .forEach(warning -> table.line("status.warning", warning));
        }
        table.print(noFormat);
    }

    private static String approvers(Site.Status status, Dialogue dialogue) {
        return status.approver()
                ? String.join(", ", status.approvers())
                : dialogue.texts().get("site.nobody");
    }

    private static String rootKey(Site.Status status) {
        if (status.fingerprint().isEmpty()) {
            return "site.none";
        }
        return status.rootKeyHere() ? "site.root-key-here" : "site.root-key-away";
    }

    private static String text(Dialogue dialogue, Optional<SiteFingerprint> fingerprint) {
        return fingerprint
                .map(SiteFingerprint::toString)
                .orElseGet(() -> dialogue.texts().get("site.none"));
    }
}
