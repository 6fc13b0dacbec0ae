package dev.lockstep.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the passphrase of the private keys comes from: a file, the environment, or somebody at the terminal. */
final class PassphraseOptions {
    static final String VARIABLE = "LOCKSTEP_PASSPHRASE";
    private static final int LONGEST_FILE = 4096;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = {
                "The first line of this file is the passphrase of the keys.",
                "Without it: the environment variable " + VARIABLE + ", or else the terminal is asked."
            })
    private Path file;

    /** The passphrase that opens keys. */
    char[] existing(Surroundings surroundings) throws IOException, Failure {
        Optional<char[]> given = given(surroundings);
        return given.isPresent() ? given.get() : ask(console(surroundings), "Passphrase of the keys: ");
    }

    /** A passphrase for keys that are about to be made; asked twice. */
    char[] fresh(Surroundings surroundings) throws IOException, Failure {
        Optional<char[]> given = given(surroundings);
        if (given.isPresent()) {
            return given.get();
        }
        Console console = console(surroundings);
        char[] first = ask(console, "New passphrase for the keys: ");
        char[] second = ask(console, "The same again: ");
        if (!Arrays.equals(first, second)) {
            throw new Failure("PASSPHRASE", "The two passphrases differ; nothing was made.");
        }
        return first;
    }

    private Optional<char[]> given(Surroundings surroundings) throws IOException, Failure {
        if (file != null) {
            if (Files.size(file) > LONGEST_FILE) {
                throw new Failure("PASSPHRASE", file + " is too long for a passphrase file.");
            }
            return Optional.of(notEmpty(
                    Files.readString(file, StandardCharsets.UTF_8)
                            .lines()
                            .findFirst()
                            .orElse(""),
                    file.toString()));
        }
        String variable = surroundings.environment().get(VARIABLE);
        return variable == null ? Optional.empty() : Optional.of(notEmpty(variable, VARIABLE));
    }

    private static char[] notEmpty(String passphrase, String where) throws Failure {
        if (passphrase.isEmpty()) {
            throw new Failure("PASSPHRASE", "The passphrase in " + where + " is empty.");
        }
        return passphrase.toCharArray();
    }

    private static Console console(Surroundings surroundings) throws Failure {
        return surroundings
                .console()
                .orElseThrow(() -> new Failure(
                        "PASSPHRASE",
                        "A passphrase is needed and there is no terminal to ask. Give --passphrase-file or set "
                                + VARIABLE + "; to make keys without one, say --no-passphrase."));
    }

    private static char[] ask(Console console, String prompt) throws Failure {
        char[] answer = console.readPassword("%s", prompt);
        if (answer == null || answer.length == 0) {
            throw new Failure("PASSPHRASE", "No passphrase was entered; nothing was done.");
        }
        return answer;
    }
}
