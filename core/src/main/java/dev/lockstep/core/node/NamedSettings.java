package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.settings.Setting;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The settings of this computer by the names that they have in {@code etc/dev.lockstep.node.cfg}, as pages and commands show and
 * change them. A service of the client bundle; safe for use by several threads.
 */
public interface NamedSettings {
    /** All settings, in the order of the file. */
    List<Shown> all();

    /**
     * What a setting would be; nothing is changed.
     *
     * @param value its new value as a person types it; empty for what counts when nobody set it
     * @throws dev.lockstep.core.problem.ProblemException with {@code SETTING_UNKNOWN}, or {@code SETTING_UNUSABLE} or what else is
     *     wrong with the value
     */
    Shown tried(String name, String value);

    /**
     * Changes a setting, and writes it into the file, whose other lines stay as they are. It counts from the next check on.
     *
     * @return the setting as it is now
     * @throws dev.lockstep.core.problem.ProblemException as {@link #tried}; then nothing is changed
     */
    @Audited
    Shown change(String name, String value) throws IOException;

    /**
     * A setting with its value.
     *
     * @param value its value, with {@code ***} in the place of a password
     */
    record Shown(Setting<?> setting, String value) {
        public Shown {
            Objects.requireNonNull(setting, "setting");
            Objects.requireNonNull(value, "value");
        }

        /** Its name. */
        public String name() {
            return setting.name();
        }

        /**
         * What it is for, in a sentence or two.
         *
         * @param language English where there is no text in it
         */
        public String description(Locale language) {
            return NodeSettings.FILE.explanation(setting, language);
        }
    }
}
