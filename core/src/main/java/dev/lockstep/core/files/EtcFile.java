package dev.lockstep.core.files;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * The numbers in a file of {@code etc}, as an administrator wrote them.
 *
 * <p>Declarative Services would keep a component from starting for a setting that is no number. So such settings are read as text
 * and go through here: a slip is warned of, and the usual value is used.
 *
 * @param pid the file's name without {@code .cfg}, such as {@code dev.lockstep.fleet}
 * @param warning takes what an administrator has to read, usually the log
 */
public record EtcFile(String pid, Consumer<String> warning) {
    public EtcFile {
        Objects.requireNonNull(pid, "pid");
        Objects.requireNonNull(warning, "warning");
    }

    /**
     * What a setting says.
     *
     * @param key the setting's name as it stands in the file, such as {@code ready.within}
     * @param text what stands there
     * @param least the least that makes sense, not below 0
     * @param usual what is used instead of what makes none
     */
    public int number(String key, String text, int least, int usual) {
        String digits = text.strip();
        if (digits.matches("[0-9]{1,9}") && Integer.parseInt(digits) >= least) {
            return Integer.parseInt(digits);
        }
        warning.accept("etc/" + pid + ".cfg: " + key + " is \"" + digits + "\", but has to be a whole number from "
                + least + " to 999999999; " + usual + " is used.");
        return usual;
    }
}
