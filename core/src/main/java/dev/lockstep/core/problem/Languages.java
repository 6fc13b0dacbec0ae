package dev.lockstep.core.problem;

import java.util.List;
import java.util.Locale;

/** The languages that texts for people are there in. */
public final class Languages {
    private static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.forLanguageTag("ru"));
    private static final int LONGEST = 256;

    private Languages() {}

    /**
     * The language that suits best whoever sent a request.
     *
     * @param acceptLanguage the header {@code Accept-Language} (RFC 9110 section 12.5.4)
     * @return English if none of the wished ones is there, or they cannot be read
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
