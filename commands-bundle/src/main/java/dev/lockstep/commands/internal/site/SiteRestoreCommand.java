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

/** Makes this server the site of a backup again. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "site-restore",
        description = "Makes this server the site of a backup again, as after its reinstallation")
public final class SiteRestoreCommand extends NodeCommand {
    @Argument(name = "file", description = "What lockstep:site-backup wrote", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--passphrase-file", description = "A file whose first line is the passphrase, instead of asking")
    String passphraseFile;

    @Reference
    Site site;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        char[] passphrase = new Passphrases(dialogue, passphraseFile).known("passphrase.backup");
        try {
            char[] own = passphrase.clone();
            dialogue.list(dialogue.work(progress -> {
                try {
                    return site.restore(Path.of(file), own);
                } finally {
                    Arrays.fill(own, ' ');
                }
            }));
        } finally {
            Arrays.fill(passphrase, ' ');
        }
        dialogue.say("site.restored");
    }
}
