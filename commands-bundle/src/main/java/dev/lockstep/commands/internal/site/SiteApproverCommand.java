package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Passphrases;
import dev.lockstep.commands.internal.console.RootKeyCommand;
import java.io.IOException;
import java.util.Arrays;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Names somebody who approves, beside the others or with another key, or lets him approve no longer. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "site-approver",
        description = "Names somebody who may approve modules and rollbacks, or gives an approver another key")
public final class SiteApproverCommand extends RootKeyCommand {
    @Argument(name = "name", description = "The name of the approver, a word", required = true)
    String name;

    @Option(
            name = "--remove",
            description = "Withdraw the right to approve; another approver signs again what was approved")
    boolean remove;

    @Option(
            name = "--passphrase-file",
            description =
                    "A file whose first line is the passphrase of his new key, or with --remove of another approver")
    String passphraseFile;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        Passphrases passphrases = new Passphrases(dialogue, passphraseFile);
        boolean another = site.status().approvers().stream().anyMatch(one -> !one.equals(name));
        char[] passphrase = new char[0];
        if (!remove) {
            passphrase = passphrases.chosen("passphrase.new-approver");
        } else if (another) {
            passphrase = passphrases.known("passphrase.other-approver");
        }
        try {
            char[] secret = passphrase;
            withRootKey(dialogue, rootKey -> {
                if (remove) {
                    site.dismissApprover(name, secret, rootKey);
                } else {
                    site.appointApprover(name, secret, rootKey);
                }
            });
        } finally {
            Arrays.fill(passphrase, ' ');
        }
        dialogue.say(remove ? "approver.removed" : "approver.named", name);
        dialogue.say("approver.all", String.join(", ", site.status().approvers()));
        dialogue.say("site.backup-again");
    }
}
