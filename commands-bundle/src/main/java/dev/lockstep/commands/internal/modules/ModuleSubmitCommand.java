package dev.lockstep.commands.internal.modules;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.release.ModuleRelease;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Takes a bundle from a file of this computer; it is not offered before it is approved. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "module", name = "submit", description = "Takes a module from a file of this computer, to be approved")
public final class ModuleSubmitCommand extends NodeCommand {
    @Argument(name = "file", description = "The bundle", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--simulate", aliases = "-t", description = "Only say what the file is")
    boolean simulate;

    @Reference
    ExternalModules modules;

    @Override
    protected void run(Dialogue dialogue) throws IOException {
        ModuleRelease module = dialogue.work(progress -> modules.submit(Path.of(file), simulate))
                .module();
        dialogue.say(simulate ? "module.submission" : "module.submitted", module.name(), module.version());
    }
}
