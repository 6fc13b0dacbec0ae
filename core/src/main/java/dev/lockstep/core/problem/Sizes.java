package dev.lockstep.core.problem;

import java.util.Locale;

/** Numbers of bytes as people read them, in binary units. */
public final class Sizes {
    private static final String[] ENGLISH = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    /** Symbols only: a size stands in sentences in every case, and a word would have to follow. */
    private static final String[] RUSSIAN = {"Б", "КиБ", "МиБ", "ГиБ", "ТиБ"};

    private Sizes() {}

    public static String text(long bytes, Locale locale) {
        String[] units = locale.getLanguage().equals("ru") ? RUSSIAN : ENGLISH;
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        if (bytes == 1 && units == ENGLISH) {
            return "1 byte";
        }
        return String.format(locale, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    /** In English. */
    public static String text(long bytes) {
        return text(bytes, Locale.ENGLISH);
    }
}
