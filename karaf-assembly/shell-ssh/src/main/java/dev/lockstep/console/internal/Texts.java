package dev.lockstep.console.internal;

import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
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

    /**
     * What a command, or a name or an option of it, is for. The bundle of the command may have that in other languages than English.
     *
     * @param part the name or option; empty for the command itself
     */
    String described(Class<?> action, String command, String part, String english) {
        if (!locale.getLanguage().equals("ru") || action.getClassLoader() == null) {
            return english;
        }
        try {
            ResourceBundle known = ResourceBundle.getBundle(
                    "OSGI-INF/l10n/commands",
                    Locale.forLanguageTag("ru"),
                    action.getClassLoader(),
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
            String own = part.isEmpty() ? command : command + " " + part;
            return known.containsKey(own)
                    ? known.getString(own)
                    : known.containsKey(part) ? known.getString(part) : english;
        } catch (MissingResourceException e) {
            return english;
        }
    }
}
