package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which keys a command signs with: files in a folder, single files on media, or a token. */
public final class KeyOptions {
    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            description = "The folder with the private keys. Default: DIR-keys, beside the published folder.")
    private Path folder;

    @Mixin
    private HolderKeys named = new HolderKeys();

    public KeysFolder folder(Path published) {
        return folder == null ? KeysFolder.beside(published) : new KeysFolder(folder);
    }

    public PassphraseOptions passphrase() {
        return named.passphrase();
    }

    /**
     * The keys at hand for some roles; those of {@code --key} and {@code --token} are always taken.
     *
     * @param roles by the names of the key files
     * @throws Failure if there are none
     */
    public KeyRing ring(Path published, Environment environment, Predicate<String> roles)
            throws IOException, UnusableKeyFileException, Failure {
        List<Signer> signers = signers(published, environment, roles);
        if (signers.isEmpty()) {
            throw new Failure(
                    "KEYS-MISSING",
                    "There are no keys to sign with in " + folder(published).folder()
                            + ". Name the folder with --keys, single files with --key, or a token with --token.");
        }
        return KeyRing.of(signers);
    }

    /** The same, one by one; there can be none. */
    public List<Signer> signers(Path published, Environment environment, Predicate<String> roles)
            throws IOException, UnusableKeyFileException, Failure {
        return named.signers(
                environment,
                folder(published).files().stream()
                        .filter(file -> roles.test(KeysFolder.role(file)))
                        .toList());
    }

    /** Only the keys that were named one by one. */
    public List<Signer> named(Environment environment) throws IOException, UnusableKeyFileException, Failure {
        return named.signers(environment);
    }
}
