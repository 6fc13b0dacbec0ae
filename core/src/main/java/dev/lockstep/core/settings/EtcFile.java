package dev.lockstep.core.settings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A file of {@code etc}, with all the settings that it can hold. What metatype says of them, their names, their comments in the file
 * that is shipped, and the explanations on pages and at the console come from here.
 *
 * @param pid the file's name without {@code .cfg}, such as {@code dev.lockstep.fleet}
 * @param settings in the order of the file
 */
public record EtcFile(String pid, List<Setting<?>> settings) {
    /** Under which name Config Admin keeps the file that settings were read from. */
    private static final String FILE_NAME = "felix.fileinstall.filename";

    public EtcFile {
        settings = List.copyOf(settings);
    }

    /**
     * What the file says.
     *
     * @throws IllegalArgumentException that names a setting whose value cannot be used
     */
    public EtcValues read(Map<String, String> texts) {
        Map<String, Object> values = new HashMap<>();
        settings.forEach(setting ->
                values.put(setting.name(), setting.read(texts.getOrDefault(setting.name(), setting.unset()))));
        return new EtcValues(values);
    }

    /**
     * What the file says, as Config Admin has it. For a slip no component stays away: it is warned of, and what counts when nobody
     * set it is used.
     *
     * @param warning takes what an administrator has to read, usually the log
     */
    public EtcValues read(Map<String, ?> properties, Consumer<String> warning) {
        Map<String, Object> values = new HashMap<>();
        Optional<Map<String, String>> written = written(properties, warning);
        for (Setting<?> setting : settings) {
            try {
                values.put(setting.name(), setting.read(text(setting, properties.get(setting.name()), written)));
            } catch (IllegalArgumentException e) {
                String used = setting.unset().isEmpty() ? "it is taken as empty" : setting.unset() + " is used";
                warning.accept("etc/" + pid + ".cfg: " + e.getMessage() + "; " + used + ".");
                values.put(setting.name(), setting.read(setting.unset()));
            }
        }
        return new EtcValues(values);
    }

    /**
     * What stands in the file itself, if it has anything that who fills Config Admin reads wrongly: that one knows neither UTF-8 nor
     * a mark at the beginning.
     */
    private Optional<Map<String, String>> written(Map<String, ?> properties, Consumer<String> warning) {
        if (!(properties.get(FILE_NAME) instanceof String name)) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(URI.create(name));
            return !Files.exists(file) || isAscii(file)
                    ? Optional.empty()
                    : Optional.of(PropertiesText.read(file).values());
        } catch (IllegalArgumentException | IOException e) {
            warning.accept("etc/" + pid + ".cfg: " + e.getMessage() + "; what is not in ASCII is left out.");
            return Optional.of(Map.of());
        }
    }

    private static boolean isAscii(Path file) throws IOException {
        for (byte each : Files.readAllBytes(file)) {
            if (each <= 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(Setting<?> setting, Object configured, Optional<Map<String, String>> written) {
        String text = text(configured, setting.unset());
        if (written.isPresent() && (configured == null || misread(text))) {
            return written.get().getOrDefault(setting.name(), setting.unset());
        }
        return text;
    }

    /** Whether this can be UTF-8 that was taken for ISO 8859-1. */
    private static boolean misread(String text) {
        return text.chars().anyMatch(c -> c >= 0x80) && text.chars().allMatch(c -> c <= 0xff);
    }

    /** Tools may set a list as such, where a file has one text with commas in it. */
    private static String text(Object value, String unset) {
        if (value instanceof Object[] several) {
            return text(Arrays.asList(several), unset);
        }
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : Objects.toString(value, unset);
    }

    /**
     * What the file is for.
     *
     * @param language English where there is no text in it
     */
    public String explanation(Locale language) {
        return texts(language).getString(key());
    }

    /** What a setting of the file is for, in a sentence or two. */
    public String explanation(Setting<?> setting, Locale language) {
        return texts(language)
                .getString(key() + "." + setting.name())
                .replace("{least}", Long.toString(setting.limits().least()))
                .replace("{most}", Long.toString(setting.limits().most()));
    }

    private String key() {
        return pid.substring(pid.lastIndexOf('.') + 1);
    }

    private static ResourceBundle texts(Locale language) {
        return ResourceBundle.getBundle(
                "dev.lockstep.core.settings.settings",
                language,
                EtcFile.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
