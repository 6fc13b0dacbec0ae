package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Imports an offline bundle, for sites that no network reaches. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "import",
        description =
                "Verifies an offline bundle and makes what it brings distributable; a refused one changes nothing")
public final class ImportCommand extends NodeCommand {
    @Argument(
            name = "bundle",
            description = "A file *.lockstep, a medium that holds one, or the folder into which one was unpacked",
            required = true)
    @Completion(FileCompleter.class)
    String bundle;

    @Option(
            name = "--simulate",
            aliases = {"-t", "--dry-run"},
            description = "Only verify, and say what would happen")
    boolean simulate;

    @Reference
    OfflineImport imports;

    @Reference
    Settings settings;

    @Override
    protected void run(Dialogue dialogue) throws IOException {
        Path place = Path.of(bundle);
        OfflineImport.Offer offer =
                dialogue.work(progress -> simulate ? imports.inspect(place, progress) : imports.take(place, progress));
        dialogue.say(
                offer.since().isPresent() ? "import.difference" : "import.complete",
                offer.bundle(),
                dialogue.texts().size(offer.bytes()),
                dialogue.time(Optional.of(offer.created())),
                dialogue.time(offer.since().map(since -> since.at())));
        offer.releases().forEach(version -> dialogue.say("import.release", version));
        offer.modules().forEach(module -> dialogue.say("import.module", module));
        offer.withdrawn().forEach(problem -> dialogue.say("import.left-out", dialogue.problem(Optional.of(problem))));
        if (offer.releases().isEmpty() && offer.modules().isEmpty()) {
            dialogue.say("import.nothing-new");
        }
        dialogue.say(
                offer.signedForIt() ? "import.signed" : "import.passed-on",
                dialogue.time(Optional.of(offer.expires())));
        if (simulate) {
            dialogue.say("import.simulated", dialogue.texts().size(offer.missingBytes()));
            return;
        }
        dialogue.say("import.done", dialogue.texts().size(offer.missingBytes()));
        dialogue.say(settings.current().sourceKind() == SourceKind.IMPORT ? "import.next" : "import.source");
    }
}
