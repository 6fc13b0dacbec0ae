package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the passphrase of the private keys comes from: a file, the environment, or somebody at the terminal. */
public final class PassphraseOptions {
    static final String VARIABLE = "LOCKSTEP_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = {
                "The first line of this file is the passphrase of the keys.",
                "Without it: the environment variable " + VARIABLE + ", or else the terminal is asked."
            })
    private Path file;

    private Secret secret() {
        return new Secret("PASSPHRASE", "passphrase", Optional.ofNullable(file), "--passphrase-file", VARIABLE);
    }

    /** The passphrase if it need not be asked for. */
    Optional<char[]> given(Environment environment) throws IOException, Failure {
        return secret().given(environment);
    }

    /** Asks for the passphrase of one key. */
    char[] ask(Environment environment, Path key) throws Failure {
        return secret().ask(environment, "Passphrase of " + key + ": ");
    }

    /** A passphrase for keys that are about to be made; asked twice. */
    public char[] fresh(Environment environment) throws IOException, Failure {
        Optional<char[]> given = given(environment);
        if (given.isPresent()) {
            return given.get();
        }
        char[] first = secret().ask(environment, "New passphrase for the keys: ");
        char[] second = secret().ask(environment, "The same again: ");
        if (!Arrays.equals(first, second)) {
            throw new Failure("PASSPHRASE", "The two passphrases differ; nothing was made.");
        }
        return first;
    }
}
