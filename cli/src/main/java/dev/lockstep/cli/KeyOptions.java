package dev.lockstep.cli;

import dev.lockstep.core.tuf.repository.KeyFile;
import dev.lockstep.core.tuf.repository.KeyRing;
import dev.lockstep.core.tuf.repository.Signer;
import dev.lockstep.core.tuf.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which keys a command signs with. */
final class KeyOptions {
    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            description = "The folder with the private keys. Default: DIR-keys, beside the published folder.")
    private Path folder;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A further key file, for example on a medium; can be repeated.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    KeysFolder folder(Path published) {
        return folder == null ? KeysFolder.beside(published) : new KeysFolder(folder);
    }

    PassphraseOptions passphrase() {
        return passphrase;
    }

    /**
     * The keys at hand for some roles.
     *
     * @param roles by the names of the key files; files named by {@code --key} are always taken
     */
    KeyRing ring(Path published, Surroundings surroundings, Predicate<String> roles)
            throws IOException, UnusableKeyFileException, Failure {
        return KeyRing.of(signers(published, surroundings, roles));
    }

    /** The keys at hand for some roles, one by one. */
    List<Signer> signers(Path published, Surroundings surroundings, Predicate<String> roles)
            throws IOException, UnusableKeyFileException, Failure {
        KeysFolder keys = folder(published);
        List<Path> wanted = new ArrayList<>(files);
        keys.files().stream().filter(file -> roles.test(KeysFolder.role(file))).forEach(wanted::add);
        if (wanted.isEmpty()) {
            throw new Failure(
                    "KEYS-MISSING",
                    "There are no keys to sign with in " + keys.folder()
                            + ". Name the folder with --keys, or single files with --key.");
        }
        List<Signer> signers = new ArrayList<>();
        char[] opened = {};
        try {
            for (Path file : wanted) {
                if (opened.length == 0 && encrypted(file)) {
                    opened = passphrase.existing(surroundings);
                }
                signers.add(KeyFile.read(file, opened));
            }
        } finally {
            Arrays.fill(opened, '\0');
        }
        return signers;
    }

    private static boolean encrypted(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1).contains("BEGIN ENCRYPTED PRIVATE KEY");
        }
    }
}
