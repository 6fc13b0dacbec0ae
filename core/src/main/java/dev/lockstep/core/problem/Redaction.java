package dev.lockstep.core.problem;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an address may stand in a message, a log or on a page, whatever is wrong with it. The one place that decides it: who puts an
 * address into words that is not known to be free of passwords passes it through here.
 *
 * <p>A malformed address cannot be taken apart reliably, so it is not asked what could be a password, but what cannot: a scheme, and
 * a name with port and path after the last {@code @}. Anything else becomes {@code ...}.
 */
public final class Redaction {
    private static final String HIDDEN = "...";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,9}://");
    private static final Pattern PLACE = Pattern.compile(
            "(\\[[0-9A-Fa-f:.]{1,45}\\]|[\\p{L}\\p{N}._-]{0,253})(:[0-9]{1,5})?(/[\\p{L}\\p{N}._~/-]{0,200})?");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

    private Redaction() {}

    /** The address without user, password, query and fragment. */
    public static String of(Object address) {
        String text = String.valueOf(address).strip();
        Matcher begin = SCHEME.matcher(text);
        String scheme = begin.lookingAt() ? begin.group() : "";
        String rest = text.substring(scheme.length());
        int user = Math.max(rest.lastIndexOf('@'), afterEncodedAt(rest));
        String place = rest.substring(user + 1);
        String shown = QUERY.matcher(place).replaceFirst("");
        boolean cut = shown.length() < place.length();
        boolean harmless = PLACE.matcher(shown).matches();
        return scheme
                + (user >= 0 ? HIDDEN + "@" : "")
                + (harmless ? shown : HIDDEN)
                + (harmless && cut ? "?" + HIDDEN : "");
    }

    private static int afterEncodedAt(String text) {
        int encoded = text.toLowerCase(Locale.ROOT).lastIndexOf("%40");
        return encoded < 0 ? -1 : encoded + 2;
    }
}
