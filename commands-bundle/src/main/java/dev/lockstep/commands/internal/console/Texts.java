package dev.lockstep.commands.internal.console;

import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.Sizes;
import java.time.Duration;
import java.util.Locale;
import java.util.ResourceBundle;
import org.apache.karaf.shell.api.console.Session;

/** What the commands say, in the language of the session: English or Russian. */
public final class Texts {
    private final Locale locale;
    private final ResourceBundle texts;

    public Texts(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                "dev.lockstep.commands.internal.console.texts",
                locale,
                Texts.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The language that came with the session (over ssh, LANG or LC_ALL), else the one that Java runs in. */
    static Texts of(Session session) {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG", "LC_CTYPE"}) {
            Object value = session.get(name);
            if (value != null && !value.toString().isBlank()) {
                String tag = value.toString().replaceFirst("[.@].*", "").replace('_', '-');
                return new Texts(tag.equals("C") || tag.equals("POSIX") ? Locale.ENGLISH : Locale.forLanguageTag(tag));
            }
        }
        return new Texts(Locale.getDefault());
    }

    Locale locale() {
        return locale;
    }

    public String get(String key, Object... values) {
        String text = Plurals.choose(
                texts.getString(key),
                locale,
                place -> String.valueOf(values[Integer.parseInt(place) - 1]),
                place -> "%" + place + "$s");
        return String.format(locale, text, values);
    }

    /** A word of the programming interface, such as a step's name, as people say it; or the word itself. */
    public String word(String prefix, String word) {
        String key = prefix + "." + word.replace(' ', '-');
        if (texts.containsKey(key)) {
            return texts.getString(key);
        }
        // The steps are in the catalogue that services speak from, too.
        return Sentence.isKnown(key) ? Sentence.of(key).text(locale) : word;
    }

    public String yesOrNo(boolean value) {
        return get(value ? "word.yes" : "word.no");
    }

    /** A time for people, rounded to what matters. */
    public String duration(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        if (seconds < 60) {
            return get("time.seconds", seconds);
        }
        return seconds < 3600
                ? get("time.minutes", seconds / 60, seconds % 60)
                : get("time.hours", seconds / 3600, seconds / 60 % 60);
    }

    /** A size for people, in binary units. */
    public String size(long bytes) {
        return Sizes.text(bytes, locale);
    }
}
