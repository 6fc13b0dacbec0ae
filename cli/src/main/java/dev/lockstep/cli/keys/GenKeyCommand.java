package dev.lockstep.cli.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.PublicKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep gen-key}: makes a key where its holder keeps it. */
@Command(
        name = "gen-key",
        header = "Makes a key for its holder to keep, and the public half to give away.",
        description = {
            "",
            "FILE.pem is the private key (PKCS#8, encrypted with a passphrase), FILE.pub its public half.",
            "Keys in a token are made by Java's keytool: see docs/publishing.md.",
            ""
        },
        footer = {"", "Example:", "  lockstep gen-key /media/alice/root"})
public final class GenKeyCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The key, without .pem.")
    private Path file;

    @Option(names = "--no-passphrase", description = "Write the key without a passphrase.")
    private boolean plain;

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    public GenKeyCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, CodedException {
        Path name = file.toAbsolutePath();
        Path privateKey = name.resolveSibling(name.getFileName() + ".pem");
        Path publicKey = name.resolveSibling(name.getFileName() + ".pub");
        if (Files.exists(privateKey) || Files.exists(publicKey)) {
            throw new Failure("KEYS-EXIST", name + " is there already, and no key is ever overwritten.");
        }
        char[] secret = plain ? new char[0] : passphrase.fresh(environment());
        Ed25519Signer signer = Ed25519Signer.generate();
        try {
            KeyFile.write(privateKey, signer, secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
        PublicKeyFile.write(publicKey, signer.publicKey());
        Screen screen = screen();
        screen.line("Made the key " + KeyNames.brief(signer.keyId()) + ": " + privateKey + " to keep, " + publicKey
                + " to give away.");
        screen.result(JsonNodeFactory.instance
                .objectNode()
                .put("key", signer.keyId())
                .put("private", privateKey.toString())
                .put("public", publicKey.toString()));
        return 0;
    }
}
