package dev.lockstep.commands.internal.console;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/**
 * What commands, their names and options are for, in the reader's language. In English that stands in their annotations, where Karaf
 * looks for it; the catalogue {@code OSGI-INF/l10n/commands} has it in others. Both consoles look there.
 */
final class Descriptions {
    private static final String CATALOGUE = "OSGI-INF/l10n/commands";

    private final Optional<ResourceBundle> texts;

    Descriptions(Locale locale) {
        this.texts = locale.getLanguage().equals("ru")
                ? Optional.of(ResourceBundle.getBundle(
                        CATALOGUE,
                        Locale.forLanguageTag("ru"),
                        Descriptions.class.getClassLoader(),
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)))
                : Optional.empty();
    }

    /** What a command is for. */
    String of(String command, String english) {
        return texts.filter(known -> known.containsKey(command))
                .map(known -> known.getString(command))
                .orElse(english);
    }

    /** What a name or an option of a command is for; several commands may have it in common. */
    String of(String command, String part, String english) {
        return texts.flatMap(known -> Stream.of(command + " " + part, part)
                        .filter(known::containsKey)
                        .findFirst()
                        .map(known::getString))
                .orElse(english);
    }
}
