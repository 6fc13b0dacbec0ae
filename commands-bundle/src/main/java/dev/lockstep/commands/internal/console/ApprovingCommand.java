package dev.lockstep.commands.internal.console;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;

/** A command that needs the site's approver, whose passphrase is asked for each time and kept nowhere. */
public abstract class ApprovingCommand extends RootKeyCommand {
    /** The name of the first approver; others get theirs with lockstep:site-approver. */
    private static final String FIRST = "approver";

    @Option(name = "--passphrase-file", description = "A file whose first line is the approver's passphrase")
    String passphraseFile;

    @Reference
    protected Settings settings;

    @Reference
    protected Upstream upstream;

    /** Has something approved; the first time, somebody becomes the approver. */
    protected void approved(Dialogue dialogue, Consumer<char[]> approval) throws IOException, CommandException {
        Passphrases passphrases = new Passphrases(dialogue, passphraseFile);
        char[] passphrase;
        if (site.status().approver()) {
            passphrase = passphrases.known("passphrase.approver");
        } else {
            dialogue.say("approver.first");
            passphrase = passphrases.chosen("passphrase.new-approver");
            char[] appointed = passphrase;
            withRootKey(dialogue, rootKey -> site.appointApprover(FIRST, appointed, rootKey));
        }
        try {
            approval.accept(passphrase);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    /** Whether computers follow this one, so that their rollback must be permitted, too. */
    protected boolean isFollowed() {
        return settings.current().sourceKind() != NodeSettings.SourceKind.COMPUTER
                && settings.current().distribute()
                && site.status().fingerprint().isPresent();
    }

    /** Has the approver permit the rollback of the computers below before this one goes back, because its node may restart. */
    protected void letOthersGoBack(Dialogue dialogue, Version version) throws IOException, CommandException {
        if (isFollowed()) {
            Rollback rollback = upstream.trusted()
                    .flatMap(vendor -> Rollback.toRelease(version, vendor))
                    .orElseThrow(() -> dialogue.failure("rollback.unlisted", version));
            approveRollback(dialogue, rollback);
        }
    }

    /** Has the approver permit the rollback of all computers of the site. */
    protected void approveRollback(Dialogue dialogue, Rollback rollback) throws IOException, CommandException {
        dialogue.say("rollback.approval");
        approved(dialogue, passphrase -> {
            RollbackApproval approval = site.approve(rollback, new Audience.Everybody(), passphrase);
            dialogue.say("rollback.approved", dialogue.time(Optional.of(approval.until())));
        });
    }
}
