package dev.lockstep.commands.internal.console;

import dev.lockstep.core.node.Site;
import dev.lockstep.core.site.RootKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;

/** A command that may need the root key of the site: from a file if it was taken away, and then into memory only. */
public abstract class RootKeyCommand extends NodeCommand {
    @Option(name = "--root-key", description = "The file of the site's root key, if it was exported from this server")
    String rootKey;

    @Option(name = "--root-passphrase-file", description = "A file whose first line opens the root key")
    String rootPassphraseFile;

    @Reference
    protected Site site;

    protected void withRootKey(Dialogue dialogue, Consumer<RootKey> work) throws IOException, CommandException {
        if (rootKey == null) {
            work.accept(RootKey.onServer());
            return;
        }
        char[] opens =
                new Passphrases(dialogue, rootPassphraseFile, "--root-passphrase-file").known("passphrase.root-key");
        try {
            work.accept(RootKey.in(Path.of(rootKey), opens));
        } finally {
            Arrays.fill(opens, ' ');
        }
    }
}
