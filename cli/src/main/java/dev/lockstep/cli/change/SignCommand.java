package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.cli.keys.HolderKeys;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Draft;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep sign}: adds the signature of a key to a change, on the computer where the key is. */
@Command(
        name = "sign",
        header = "Adds signatures to a change that was written down with --draft; without keys it only shows it.",
        description = {
            "",
            "Needs neither the published folder nor a network. Read what it shows before you sign it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep sign /media/stick/new-root",
            "  lockstep sign /media/stick/new-root --key /media/alice/root.pem",
            "  lockstep sign /media/stick/new-root --token yubikey.cfg"
        })
public final class SignCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "The folder with the change.")
    private Path folder;

    @Mixin
    private HolderKeys keys = new HolderKeys();

    public SignCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, CodedException {
        if (Files.exists(new PublishedFolder(folder).firstRoot())) {
            throw misuse(folder + " is a published folder. Its list is signed again by: lockstep renew " + folder);
        }
        Screen screen = screen();
        Draft draft = Draft.read(folder);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        List<Signer> signers = keys.signers(environment());
        for (Signer signer : signers) {
            if (!draft.asksFor(signer.keyId())) {
                throw new Failure(
                        "FOREIGN-KEY",
                        "The key " + KeyNames.brief(signer.keyId())
                                + " signs nothing in this change; nothing was signed.");
            }
        }
        if (!signers.isEmpty()) {
            draft = draft.sign(KeyRing.of(signers));
            draft.write(folder);
        }
        screen.line(signers.isEmpty() ? "The change in " + folder + ":" : "Signed. The change in " + folder + ":");
        new DraftText(draft).tell(screen, result);
        screen.result(result);
        return 0;
    }
}
