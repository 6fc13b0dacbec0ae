package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Draft;
import dev.lockstep.signing.repository.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lockstep submit}: publishes a change that its signers have signed. */
@Command(
        name = "submit",
        header = "Publishes a change that its signers have signed.",
        description = {
            "",
            "Signs snapshot and timestamp, and brings the payloads that came with the change. Nothing is changed if",
            "signatures are missing, anything was altered, or the folder has gone on since the change was drawn up.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep submit site/updates new-root --dry-run",
            "  lockstep submit site/updates /media/acme/meter-2.0"
        })
public final class SubmitCommand extends ChangingCommand {
    @Parameters(index = "1", paramLabel = "FOLDER", description = "The folder with the change.")
    private Path folder;

    public SubmitCommand(Environment environment) {
        super(environment);
    }

    @Override
    boolean canBegin() {
        return true;
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        Draft draft = Draft.read(folder);
        DraftText text = new DraftText(draft);
        if (!draft.isComplete()) {
            text.tell(screen, result);
            throw new Failure("DRAFT-INCOMPLETE", "Signatures are missing in " + folder + "; nothing was published.");
        }
        if (isNext(draft)) {
            place.published().require();
        }
        KeyRing ring = keys().ring(place.folder(), environment(), role -> !role.equals(KeysFolder.ROOT));
        DraftPayloads payloads =
                DraftPayloads.of(draft, folder.resolve("targets"), place.real().targets());
        if (!place.isRehearsal()) {
            // Everything is checked before the first payload is copied.
            try (Rehearsal rehearsal = Rehearsal.of(place.real())) {
                rehearsal.place().published().repository(environment().clock()).publish(draft, ring);
            }
            payloads.copy(place.real().targets(), screen.progress());
        }
        place.published().repository(environment().clock()).publish(draft, ring);
        screen.line("Published the change in " + folder + ":");
        text.changes().forEach(change -> screen.line("  " + change));
        text.changes().forEach(result.putArray("changes")::add);
        if (!isNext(draft)) {
            screen.line("Installers carry " + new PublishedFolder(place.folder()).firstRoot()
                    + " as etc/vendor-root.json.");
        }
    }

    /** Whether something has to be published already for it to follow. */
    private static boolean isNext(Draft draft) {
        return draft.root().filter(root -> root.signed().version() == 1).isEmpty();
    }
}
