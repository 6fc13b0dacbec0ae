package dev.lockstep.core.node;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;

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

    /** What kind of value a setting has, so that a page can offer the right field for it. */
    enum Kind {
        /** Any text. */
        TEXT,
        /** A whole number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        FLAG,
        /** One of the usual values. */
        CHOICE,
        /** Texts, separated by commas. */
        LIST
    }

    /**
     * One setting.
     *
     * @param name its name
     * @param value its value, with {@code ***} in the place of a password
     * @param kind what kind of value that is
     * @param unset what counts when nobody set it
     * @param usual values to propose; where they are all that is possible, any other is refused
     */
    record Setting(String name, String value, Kind kind, String unset, List<String> usual) {
        public Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(unset, "unset");
            usual = List.copyOf(usual);
        }

        /**
         * What it is for, in a sentence or two.
         *
         * @param language English where there is no text in it
         */
        public String description(Locale language) {
            ResourceBundle texts = ResourceBundle.getBundle(
                    "dev.lockstep.core.node.settings",
                    language,
                    NamedSettings.class.getClassLoader(),
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
            return texts.getString(name);
        }
    }
}
