package dev.lockstep.commands.internal.console;

import dev.lockstep.core.text.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.karaf.shell.support.CommandException;

/**
 * Passphrases from the person at the session, or from a file for scripts; never from the command line, which stands in histories
 * and lists of processes.
 */
public final class Passphrases {
    private static final int LONGEST_FILE = 4096;

    private final Dialogue dialogue;
    private final String file;
    private final String option;

    /** Where passphrases come from, if the option for scripts is {@code --passphrase-file}. */
    public Passphrases(Dialogue dialogue, String file) {
        this(dialogue, file, "--passphrase-file");
    }

    /**
     * Where passphrases come from.
     *
     * @param file whose first line is the passphrase; empty or null to ask
     * @param option that names the file, for who cannot be asked
     */
    public Passphrases(Dialogue dialogue, String file, String option) {
        this.dialogue = dialogue;
        this.file = file == null ? "" : file;
        this.option = option;
    }

    /** A passphrase that exists already. */
    public char[] known(String question, Object... values) throws IOException, CommandException {
        return file.isEmpty() ? asked(question, values) : read();
    }

    /** A new passphrase, asked for twice: a typing error would lock up what it protects. */
    public char[] chosen(String question, Object... values) throws IOException, CommandException {
        if (!file.isEmpty()) {
            return read();
        }
        char[] first = asked(question, values);
        char[] second = asked("passphrase.again");
        boolean same = Arrays.equals(first, second);
        Arrays.fill(second, ' ');
        if (!same) {
            throw dialogue.failure("passphrase.differs");
        }
        return first;
    }

    private char[] asked(String question, Object... values) throws IOException, CommandException {
        if (!dialogue.isInteractive()) {
            throw dialogue.failure("passphrase.unanswered", option);
        }
        return dialogue.secret(question, values);
    }

    private char[] read() throws IOException, CommandException {
        Path path = Path.of(file);
        if (!Files.isReadable(path) || Files.size(path) > LONGEST_FILE) {
            throw dialogue.failure("passphrase.file", file);
        }
        return TextFile.firstLine(path, LONGEST_FILE).toCharArray();
    }
}
