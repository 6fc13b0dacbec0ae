package dev.lockstep.core.problem;

import java.util.List;
import java.util.Locale;

/** The languages in which texts for people are available. */
public final class Languages {
    private static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.forLanguageTag("ru"));
    private static final int LONGEST = 256;

    private Languages() {}

    /**
     * The best available language for a request.
     *
     * @param acceptLanguage the header {@code Accept-Language} (RFC 9110 section 12.5.4)
     * @return English if none of the requested languages is available, or the header cannot be parsed
     */
    public static Locale accepted(String acceptLanguage) {
        if (acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST) {
            return Locale.ENGLISH;
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), ALL);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
