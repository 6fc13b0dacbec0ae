package dev.lockstep.cli.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.PublicKeyFile;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep public-key}: the half of a key that is given away. */
@Command(
        name = "public-key",
        header = "Writes the public half of a key file, or of a key in a token.",
        footer = {
            "",
            "Examples:",
            "  lockstep public-key alice.pub --key /media/alice/root.pem",
            "  lockstep public-key alice.pub --token yubikey.cfg --token-key root"
        })
public final class PublicKeyCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Mixin
    private HolderKeys keys = new HolderKeys();

    public PublicKeyCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, CodedException {
        List<Signer> signers = keys.signers(environment());
        if (signers.size() != 1) {
            throw misuse("Exactly one key: --key FILE, or --token FILE with --token-key ALIAS. Here are "
                    + signers.size() + ".");
        }
        if (Files.exists(file)) {
            throw new Failure("KEYS-EXIST", file + " is there already, and no key is ever overwritten.");
        }
        Signer signer = signers.get(0);
        PublicKeyFile.write(file, signer.publicKey());
        Screen screen = screen();
        screen.line("Wrote the public half of the key " + KeyNames.brief(signer.keyId()) + " to " + file + ".");
        screen.result(
                JsonNodeFactory.instance.objectNode().put("key", signer.keyId()).put("public", file.toString()));
        return 0;
    }
}
