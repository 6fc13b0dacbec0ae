package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Passphrases;
import dev.lockstep.commands.internal.console.RootKeyCommand;
import dev.lockstep.core.site.RootKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Signs the next root of the site: for more time, with other online keys, or with another root key. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "site-renew",
        description = "Signs the next root of the site, for ten more years; computers follow by themselves")
public final class SiteRenewCommand extends RootKeyCommand {
    @Option(
            name = "--online-keys",
            description = "Give this server new signing keys, as after a break-in: the old ones become invalid")
    boolean onlineKeys;

    @Option(
            name = "--new-root-key",
            description =
                    "Write a new root key into this encrypted file, best on a medium: the old one becomes invalid")
    String newRootKey;

    @Option(name = "--new-root-passphrase-file", description = "A file whose first line is to open the new root key")
    String newRootPassphraseFile;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what would happen")
    boolean simulate;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        if (simulate) {
            dialogue.say("site.renewal");
            say(dialogue);
            dialogue.say("site.unchanged");
            return;
        }
        char[] passphrase = newRootKey == null
                ? new char[0]
                : new Passphrases(dialogue, newRootPassphraseFile, "--new-root-passphrase-file")
                        .chosen("passphrase.new-root-key");
        try {
            Optional<RootKey> next = Optional.ofNullable(newRootKey).map(file -> RootKey.in(Path.of(file), passphrase));
            withRootKey(dialogue, key -> site.renewRoot(key, onlineKeys, next));
        } finally {
            Arrays.fill(passphrase, ' ');
        }
        dialogue.say(
                "site.renewed",
                dialogue.time(Optional.ofNullable(site.status().expires().get("root"))));
        say(dialogue);
        dialogue.say("site.backup-again");
    }

    private void say(Dialogue dialogue) {
        if (onlineKeys) {
            dialogue.say("site.other-online-keys");
        }
        if (newRootKey != null) {
            dialogue.say("site.other-root-key", newRootKey);
        }
    }
}
