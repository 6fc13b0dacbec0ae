package dev.lockstep.module;

import dev.lockstep.core.version.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions and ranges as OSGi writes them (OSGi Core 8, sections 3.2.5 and 3.2.6).
 *
 * <p>An OSGi version is brought into the order of {@link Version} by making its qualifier build metadata: {@code 33.4.0.jre}
 * becomes {@code 33.4.0+jre}. Both orders then agree: a qualifier comes after none, and qualifiers compare as text.
 */
final class OsgiVersion {
    private static final Pattern SYNTAX =
            Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9})(?:\\.(\\d{1,9})(?:\\.([0-9A-Za-z_-]{1,80}))?)?)?");

    private OsgiVersion() {}

    /**
     * Reads an OSGi version such as a Bundle-Version.
     *
     * @throws IllegalArgumentException if {@code text} is none
     */
    public static Version parse(String text) {
        Matcher matcher = matched(text);
        String qualifier = matcher.group(4);
        return Version.parse(numbers(matcher) + (qualifier == null ? "" : "+" + qualifier.replace('_', '-')));
    }

    /** The same version with all three numbers, as OSGi writes it: {@code 1} becomes {@code 1.0.0}. */
    static String normalised(String text) {
        Matcher matcher = matched(text);
        return numbers(matcher) + (matcher.group(4) == null ? "" : "." + matcher.group(4));
    }

    /** The filter for a range; empty if the range holds every version. */
    static String filter(String attribute, String range) {
        String text = range.strip();
        if (text.isEmpty()) {
            return "";
        }
        boolean interval = text.startsWith("[") || text.startsWith("(");
        if (!interval) {
            String floor = normalised(text);
            return floor.equals("0.0.0") ? "" : "(" + attribute + ">=" + floor + ")";
        }
        int comma = text.indexOf(',');
        char last = text.charAt(text.length() - 1);
        if (comma < 0 || (last != ']' && last != ')')) {
            throw new IllegalArgumentException("not a version range: \"" + range + "\"");
        }
        String floor = normalised(text.substring(1, comma));
        String ceiling = normalised(text.substring(comma + 1, text.length() - 1));
        return (text.charAt(0) == '[' ? "(" + attribute + ">=" + floor + ")" : "(!(" + attribute + "<=" + floor + "))")
                + (last == ']' ? "(" + attribute + "<=" + ceiling + ")" : "(!(" + attribute + ">=" + ceiling + "))");
    }

    private static String numbers(Matcher matcher) {
        return number(matcher.group(1)) + "." + number(matcher.group(2)) + "." + number(matcher.group(3));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static Matcher matched(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an OSGi version like 1.2.3 or 1.2.3.qualifier: \"" + text + "\"");
        }
        return matcher;
    }
}
