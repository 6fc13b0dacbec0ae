package dev.lockstep.core.node;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The settings of this computer by the names that they have in {@code etc/dev.lockstep.node.cfg}, as pages and commands show and
 * change them. A service of the client bundle; safe for use by several threads.
 */
public interface NamedSettings {
    /** All settings, in the order of the file's explanation. */
    List<Setting> all();

    /**
     * What a setting would be; nothing is changed.
     *
     * @param value its new value as a person types it; empty for what counts when nobody set it
     * @throws dev.lockstep.core.problem.ProblemException with {@code SETTING_UNKNOWN}, or {@code SETTING_UNUSABLE} or what else is
     *     wrong with the value
     */
    Setting tried(String name, String value);

    /**
     * Changes a setting, and writes it into the file, whose other lines stay as they are. It counts from the next check on.
     *
     * @return the setting as it is now
     * @throws dev.lockstep.core.problem.ProblemException as {@link #tried}; then nothing is changed
     */
    Setting change(String name, String value) throws IOException;

    /**
     * One setting.
     *
     * @param name its name
     * @param value its value, with {@code ***} in the place of a password
     * @param usual values to propose; where they are all that is possible, any other is refused
     */
    record Setting(String name, String value, List<String> usual) {
        public Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            usual = List.copyOf(usual);
        }
    }
}
