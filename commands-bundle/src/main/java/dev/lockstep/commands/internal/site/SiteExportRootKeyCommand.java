package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Passphrases;
import dev.lockstep.core.node.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Moves the root key of the site off this server. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "site-export-root-key",
        description = "Moves the root key of the site into an encrypted file, to be kept away from this server")
public final class SiteExportRootKeyCommand extends NodeCommand {
    @Argument(name = "file", description = "The file to write, best on a medium", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--passphrase-file", description = "A file whose first line is the passphrase, instead of asking")
    String passphraseFile;

    @Reference
    Site site;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        char[] passphrase = new Passphrases(dialogue, passphraseFile).chosen("passphrase.root-key");
        try {
            char[] own = passphrase.clone();
            dialogue.work(progress -> {
                try {
                    site.exportRootKey(Path.of(file), own);
                } finally {
                    Arrays.fill(own, ' ');
                }
                return file;
            });
        } finally {
            Arrays.fill(passphrase, ' ');
        }
        dialogue.say("site.root-key-exported", file);
    }
}
