package dev.lockstep.cli.console;

import dev.lockstep.core.text.SystemText;
import dev.lockstep.core.text.TextFile;
import java.io.Console;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that only its owner knows, and where it comes from.
 *
 * @param code the code of what goes wrong with it
 * @param name what people call it
 * @param file the file whose first line it is, if one was given
 * @param option the option that names such a file
 * @param variable the environment variable that can hold it
 */
public record Secret(String code, String name, Optional<Path> file, String option, String variable) {
    private static final int LONGEST_FILE = 4096;

    /** The secret, if nobody has to be asked for it. */
    public Optional<char[]> given(Environment environment) throws IOException, Failure {
        if (file.isPresent()) {
            if (Files.size(file.get()) > LONGEST_FILE) {
                throw new Failure(code, file.get() + " is too long for a " + name + " file.");
            }
            String line = TextFile.firstLine(file.get(), LONGEST_FILE);
            return Optional.of(notEmpty(line, file.get().toString()));
        }
        String value = environment.variables().get(variable);
        return value == null ? Optional.empty() : Optional.of(notEmpty(value, variable));
    }

    private char[] notEmpty(String value, String where) throws Failure {
        if (value.isEmpty()) {
            throw new Failure(code, "The " + name + " in " + where + " is empty.");
        }
        return value.toCharArray();
    }

    /** Asks whoever sits at the terminal. */
    public char[] ask(Environment environment, String prompt) throws Failure {
        Console console = environment
                .console()
                .orElseThrow(() -> new Failure(
                        code,
                        "A " + name + " is needed and there is no terminal to ask. Give " + option + " or set "
                                + variable
                                + (code.equals("PASSPHRASE")
                                        ? "; to make keys without one, say --no-passphrase."
                                        : ".")));
        char[] answer = console.readPassword("%s", prompt);
        if (answer == null || answer.length == 0) {
            throw new Failure(code, "No " + name + " was entered; nothing was done.");
        }
        SystemText.ofThisProcess().requireTyped(CharBuffer.wrap(answer), console.charset());
        return answer;
    }
}
