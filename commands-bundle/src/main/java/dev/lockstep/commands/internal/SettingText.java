package dev.lockstep.commands.internal;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of settings as text, as a person types them. */
final class SettingText {
    private static final Pattern RATE = Pattern.compile("([0-9]{1,12})([kKmM]?)");

    private SettingText() {}

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E choice(Class<E> kind, String key, String text) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(value -> word(value).equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> refused(
                        key,
                        text,
                        Arrays.stream(kind.getEnumConstants())
                                .map(SettingText::word)
                                .collect(Collectors.joining(", "))));
    }

    static boolean flag(String key, String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw refused(key, text, "true, false");
        };
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static List<URI> urls(String text) {
        try {
            return words(text).stream().map(URI::create).toList();
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.BAD_URL, Map.of("url", text));
        }
    }

    /** A number of bytes; K and M stand for KiB and MiB. */
    static long rate(String text) {
        var matcher = RATE.matcher(text.strip());
        if (!matcher.matches()) {
            throw refused("bytes.per.second", text, "0, 512K, 2M");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k", "K" -> number << 10;
            case "m", "M" -> number << 20;
            default -> number;
        };
    }

    private static ProblemException refused(String key, String text, String choices) {
        return ProblemException.of(
                ProblemCode.BAD_REQUEST, Map.of("reason", key + " cannot be \"" + text + "\"; possible: " + choices));
    }
}
