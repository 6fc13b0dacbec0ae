package dev.lockstep.commands.internal.console;

import dev.lockstep.core.text.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.support.CommandException;

/**
 * A secret that a command needs, such as a join token: from the first line of a file, or asked for and not shown. It is not taken
 * from the command line, which stands in lists of processes and in histories.
 */
public final class SecretWords {
    private static final int LONGEST_FILE = 64 * 1024;

    private SecretWords() {}

    /**
     * Gets one.
     *
     * @param file that holds it; empty or null to ask
     * @param option that names the file, for who cannot be asked
     * @param question what is asked
     */
    public static String from(Dialogue dialogue, String file, String option, String question)
            throws IOException, CommandException {
        if (file == null || file.isEmpty()) {
            if (!dialogue.isInteractive()) {
                throw dialogue.failure("secret.unanswered", option);
            }
            return dialogue.secret(question).strip();
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path) || Files.size(path) > LONGEST_FILE) {
            throw dialogue.failure("secret.file", file);
        }
        return TextFile.firstLine(path, LONGEST_FILE).strip();
    }
}
