package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.StatusExport;
import dev.lockstep.core.site.SiteStatus;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Writes how this site stands into a file for its vendor, signed by the site. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "export-status",
        description =
                "Writes how this site stands into a signed file, for its vendor and for \"lockstep export --since\"")
public final class ExportStatusCommand extends NodeCommand {
    @Argument(name = "file", description = "The file to write", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Reference
    StatusExport status;

    @Override
    protected void run(Dialogue dialogue) {
        SiteStatus written = status.write(Path.of(file));
        dialogue.say(
                "export-status.written",
                file,
                written.computers().size(),
                written.held().size());
        dialogue.say("export-status.site");
        dialogue.raw(written.site().toString());
    }
}
