package dev.lockstep.examples.metering.common;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sections and keys of a configuration file, both found without regard to case.
 *
 * <p>An error names the file, the section and the key, so that a person knows where to look.
 */
public final class Settings {
    private final Path file;
    private final Map<String, String> values = new TreeMap<>();

    /** Takes what a reader found: values by section and key. */
    Settings(Path file, Map<String, Map<String, String>> sections) {
        this.file = file;
        sections.forEach(
                (section, keys) -> keys.forEach((key, value) -> values.put(name(section, key), value.strip())));
    }

    /** Settings without a file behind them: everything has its default. */
    public static Settings none(Path file) {
        return new Settings(file, Map.of());
    }

    /** The value; empty when the key is missing or nothing stands behind it. */
    public Optional<String> text(String section, String key) {
        return Optional.ofNullable(values.get(name(section, key))).filter(value -> !value.isEmpty());
    }

    public String required(String section, String key) throws BadInput {
        return text(section, key).orElseThrow(() -> bad("missing", section, key, "is missing or empty"));
    }

    /** The values of a section, ordered by key. */
    public Map<String, String> section(String section) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(name(section, ""))) {
                found.put(name.substring(name(section, "").length()), value);
            }
        });
        return found;
    }

    /** The whole number under this key, or the default. */
    public int number(String section, String key, int minimum, int maximum, int otherwise) throws BadInput {
        Optional<String> text = text(section, key);
        if (text.isEmpty()) {
            return otherwise;
        }
        String wanted = "must be a whole number from " + minimum + " to " + maximum + ", not \"" + text.get() + "\"";
        try {
            int number = Integer.parseInt(text.get());
            if (number >= minimum && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad("number", section, key, wanted);
        }
        throw bad("number", section, key, wanted);
    }

    public boolean flag(String section, String key) {
        return text(section, key).map(Boolean::parseBoolean).orElse(false);
    }

    /** An error about one key of this file. */
    public BadInput bad(String problem, String section, String key, String sentence) {
        String stop = sentence.endsWith(".") ? "" : ".";
        return new BadInput(
                "settings." + problem, file + ": key " + key + " of section " + section + " " + sentence + stop);
    }

    private static String name(String section, String key) {
        return section.toLowerCase(Locale.ROOT) + "/" + key.toLowerCase(Locale.ROOT);
    }
}
