package dev.lockstep.console.internal;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** What the console of words says by itself, in English or Russian. */
final class Texts {
    private final Locale locale;
    private final ResourceBundle texts;

    Texts(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                "dev.lockstep.console.internal.texts",
                locale,
                Texts.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** In the language that came with the session, as the commands choose it, too. */
    static Texts of(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isBlank()) {
                String tag = value.replaceFirst("[.@].*", "").replace('_', '-');
                return new Texts(tag.equals("C") || tag.equals("POSIX") ? Locale.ENGLISH : Locale.forLanguageTag(tag));
            }
        }
        return new Texts(Locale.getDefault());
    }

    String get(String key, Object... values) {
        return String.format(locale, texts.getString(key), values);
    }
}
