package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Draft;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** A command whose change can also be written down, for its signers to sign where their keys are. */
public abstract class DraftingCommand extends ChangingCommand {
    @Option(
            names = "--draft",
            paramLabel = "FOLDER",
            description = {
                "Publish nothing; write the change into FOLDER for those whose keys are elsewhere.",
                "They sign it (lockstep sign FOLDER), then it is published (lockstep submit DIR FOLDER)."
            })
    private Path draft;

    public DraftingCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void checkCall() throws Failure {
        if (draft != null && isDryRun()) {
            throw misuse("Either --draft or --dry-run. A draft is tried with: lockstep submit DIR FOLDER --dry-run");
        }
        if (draft != null && Files.exists(draft)) {
            throw new Failure("DRAFT-EXISTS", draft + " is there already. A draft gets a folder of its own.");
        }
    }

    /** Where the change is to be written down; empty if it is to be published. */
    protected Optional<Path> draft() {
        return Optional.ofNullable(draft);
    }

    /** The keys at hand; for a draft there can be none. */
    protected KeyRing ring(WorkingFolder place, Predicate<String> roles) throws IOException, CodedException {
        return draft == null
                ? keys().ring(place.folder(), environment(), roles)
                : KeyRing.of(keys().signers(place.folder(), environment(), roles));
    }

    /** Publishes a change of targets, or writes it down. */
    protected void finish(Publication publication, Screen screen, ObjectNode result)
            throws IOException, CodedException {
        if (draft != null) {
            write(publication.draft(), draft, screen, result);
            return;
        }
        Map<String, Long> versions = publication.commit();
        versions.forEach(result.putObject("versions")::put);
    }

    /** Writes a change down. */
    static void write(Draft change, Path folder, Screen screen, ObjectNode result) throws IOException {
        change.write(folder);
        screen.line("Nothing is published yet. The change stands in " + folder + ":");
        new DraftText(change).tell(screen, result.put("draft", folder.toString()));
    }
}
