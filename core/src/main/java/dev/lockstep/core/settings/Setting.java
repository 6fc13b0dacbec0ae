package dev.lockstep.core.settings;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting in a file of {@code etc}.
 *
 * @param name its name in the file
 * @param kind what kind of value it has
 * @param unset what counts when nobody set it, as it would stand in the file
 * @param usual values to propose; where they are all that is possible, any other is refused
 * @param limits the least and the most that a number can be
 * @param secret whether it can hold a password, so that it is in neither Config Admin nor metatype, and shown without it
 * @param form a value as a person types it, in the form in which the file has it; what cannot be used stays as it is
 * @param reading the value of a text in that form
 */
public record Setting<T>(
        String name,
        Kind kind,
        String unset,
        List<String> usual,
        Limits limits,
        boolean secret,
        UnaryOperator<String> form,
        Function<String, T> reading) {
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})([kKmM])");

    /** Of what is no number, or can be any. */
    private static final Limits NONE = new Limits(0, Long.MAX_VALUE);

    public Setting {
        usual = List.copyOf(usual);
    }

    /** Any text. */
    public static Setting<String> text(String name, String unset, String... usual) {
        return text(name, unset, text -> text).proposing(usual);
    }

    /** A text that has to be something, and the function fails with {@link IllegalArgumentException} if it is not. */
    public static <T> Setting<T> text(String name, String unset, Function<String, T> reading) {
        return new Setting<>(name, Kind.TEXT, unset, List.of(), NONE, false, String::strip, reading);
    }

    /** A whole number. */
    public static Setting<Integer> number(String name, int unset, int least, int most) {
        Limits limits = new Limits(least, most);
        return number(name, Integer.toString(unset), limits, text -> Math.toIntExact(limits.read(text)));
    }

    /** A number of seconds. */
    public static Setting<Duration> seconds(String name, int unset, int least, int most) {
        Limits limits = new Limits(least, most);
        return number(name, Integer.toString(unset), limits, text -> Duration.ofSeconds(limits.read(text)));
    }

    /** A number that is read as {@link #text} says, such as one that can be missing. */
    public static <T> Setting<T> number(String name, String unset, Limits limits, Function<String, T> reading) {
        return new Setting<>(name, Kind.NUMBER, unset, List.of(), limits, false, String::strip, reading);
    }

    /** A number of bytes; K and M stand for KiB and MiB. */
    public static Setting<Long> bytes(String name, long unset) {
        return new Setting<>(
                name, Kind.NUMBER, Long.toString(unset), List.of(), NONE, false, Setting::inBytes, NONE::read);
    }

    /** {@code true} or {@code false}, which can be typed as yes and no and on and off, too. */
    public static Setting<Boolean> flag(String name, boolean unset) {
        return new Setting<>(
                name,
                Kind.FLAG,
                Boolean.toString(unset),
                List.of("true", "false"),
                NONE,
                false,
                Setting::inFull,
                Setting::isTrue);
    }

    /** One of several words. */
    public static <E extends Enum<E>> Setting<E> choice(String name, E unset) {
        Class<E> words = unset.getDeclaringClass();
        return new Setting<>(
                name,
                Kind.CHOICE,
                word(unset),
                words(words),
                NONE,
                false,
                text -> text.strip().toLowerCase(Locale.ROOT),
                text -> one(words, text));
    }

    /** Texts, separated by commas, each of which the function reads as {@link #text} says. */
    public static <T> Setting<List<T>> list(String name, String unset, Function<String, T> reading) {
        return new Setting<>(
                name,
                Kind.LIST,
                unset,
                List.of(),
                NONE,
                false,
                text -> parts(text).stream().collect(Collectors.joining(", ")),
                text -> parts(text).stream().map(reading).distinct().toList());
    }

    /** The same setting, with values to propose. */
    public Setting<T> proposing(String... values) {
        return new Setting<>(name, kind, unset, List.of(values), limits, secret, form, reading);
    }

    /** The same setting, as one that can hold a password. */
    public Setting<T> kept() {
        return new Setting<>(name, kind, unset, usual, limits, true, form, reading);
    }

    /**
     * What a text of the file says.
     *
     * @throws IllegalArgumentException that names the setting and what is wrong
     */
    public T read(String text) {
        String effective = effective(text);
        try {
            return reading.apply(effective);
        } catch (Unexpected e) {
            throw new UnusableValueException(
                    Sentence.of(
                            "setting.unusable", Map.of("setting", name, "value", effective, "expected", e.sentence())),
                    e);
        } catch (RuntimeException e) {
            throw new UnusableValueException(
                    Sentence.of("setting.wrong", Map.of("setting", name, "cause", Sentence.said(e))), e);
        }
    }

    /** A text of the file in its usual form; what counts if it is empty, unless that says that there are none of them. */
    public String effective(String text) {
        return text.isBlank() && kind != Kind.LIST ? unset : form.apply(text);
    }

    /** The word of the file for one of several. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One of several words. */
    static <E extends Enum<E>> E one(Class<E> words, String text) {
        return Arrays.stream(words.getEnumConstants())
                .filter(value -> word(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Unexpected(Sentence.said(String.join(", ", words(words)))));
    }

    private static <E extends Enum<E>> List<String> words(Class<E> words) {
        return Arrays.stream(words.getEnumConstants()).map(Setting::word).toList();
    }

    private static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unexpected(Sentence.of("setting.flag"));
        };
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String inFull(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "on", "yes" -> "true";
            case "off", "no" -> "false";
            default -> word;
        };
    }

    private static String inBytes(String text) {
        Matcher bytes = BYTES.matcher(text.strip());
        if (!bytes.matches()) {
            return text.strip();
        }
        int bits = bytes.group(2).equalsIgnoreCase("k") ? 10 : 20;
        return Long.toString(Long.parseLong(bytes.group(1)) << bits);
    }

    /** What kind of value a setting has, so that a page can offer the right field for it. */
    public enum Kind {
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

    /** The least and the most that a number can be. */
    public record Limits(long least, long most) {
        /** The number that a text is. */
        public long read(String text) {
            if (text.matches("[0-9]{1,18}")) {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw new Unexpected(Sentence.of(
                    most == Long.MAX_VALUE ? "setting.number-from" : "setting.number",
                    Map.of("least", least, "most", most)));
        }
    }

    /** A text that is not what is expected. */
    static final class Unexpected extends UnusableValueException {
        Unexpected(Sentence expected) {
            super(expected);
        }
    }
}
