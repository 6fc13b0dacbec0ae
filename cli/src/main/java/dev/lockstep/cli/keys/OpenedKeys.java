package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Opens key files: with the passphrase that was given, or with those that people at the terminal enter. */
record OpenedKeys(PassphraseOptions passphrase, Environment environment) {
    List<Signer> read(List<Path> files) throws IOException, UnusableKeyFileException, Failure {
        List<Signer> signers = new ArrayList<>();
        char[] entered = {};
        try {
            for (Path file : files) {
                if (!KeyFile.isEncrypted(file)) {
                    signers.add(KeyFile.read(file, new char[0]));
                    continue;
                }
                Optional<Signer> opened = entered.length == 0 ? Optional.empty() : tryWith(entered, file);
                if (opened.isEmpty()) {
                    // Keys of several holders have several passphrases.
                    entered = next(file);
                    opened = Optional.of(KeyFile.read(file, entered));
                }
                signers.add(opened.get());
            }
        } finally {
            Arrays.fill(entered, '\0');
        }
        return signers;
    }

    private char[] next(Path file) throws IOException, Failure {
        Optional<char[]> given = passphrase.given(environment);
        return given.isPresent() ? given.get() : passphrase.ask(environment, file);
    }

    private static Optional<Signer> tryWith(char[] entered, Path file) throws IOException {
        try {
            return Optional.of(KeyFile.read(file, entered));
        } catch (UnusableKeyFileException anotherPassphrase) {
            return Optional.empty();
        }
    }
}
