package dev.lockstep.core.problem;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counted nouns in texts for people: the text holds the forms of the noun, and the number chooses among them by the rules of its language.
 *
 * <p>The form is that of ICU's messages: <code>{count, plural, one{# file} other{# files}}</code>, where {@code #} is the number.
 * English tells {@code one} from {@code other}. Russian has {@code one} (1, 21, 101), {@code few} (2 to 4, 22), {@code many} (0, 5 to 20, 111) and
 * {@code other} (1.5). {@code =0{...}} is for that very number. A form may name other facts. The rules are CLDR's, see
 * <a href="https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html">Language Plural Rules</a>.
 */
public final class Plurals {
    /** The forms that a text of a language needs, the last one for what is no whole number. */
    public enum Form {
        ONE,
        FEW,
        MANY,
        OTHER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String SELECTOR = "(?:=[0-9]++|[a-z]++)";
    private static final String BODY = "(?:[^{}]++|\\{[^{}]*+})*+";
    private static final Pattern PLURAL =
            Pattern.compile("\\{(\\w++), plural,((?:\\s*+" + SELECTOR + "\\{" + BODY + "})++)\\s*+}");
    private static final Pattern FORM = Pattern.compile("(" + SELECTOR + ")\\{(" + BODY + ")}");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,30}");

    private Plurals() {}

    /**
     * A text with one form in the place of each choice.
     *
     * @param text as the catalogue has it
     * @param number the value of a name, as text; what is no number takes the form {@code other}
     * @param place how a value is named in the text, for {@code #}
     */
    public static String choose(String text, Locale locale, UnaryOperator<String> number, UnaryOperator<String> place) {
        if (!text.contains(", plural,")) {
            return text;
        }
        return PLURAL.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            String value = number.apply(name);
            Map<String, String> forms = forms(found.group(2));
            String form = Stream.of("=" + value, form(value, locale).word(), Form.OTHER.word())
                    .map(forms::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("#");
            return Matcher.quoteReplacement(form.replace("#", place.apply(name)));
        });
    }

    private static Map<String, String> forms(String text) {
        return FORM.matcher(text).results().collect(Collectors.toMap(each -> each.group(1), each -> each.group(2)));
    }

    /**
     * The form of a noun after a number.
     *
     * @param number as it is written: 1.0 is not 1
     */
    public static Form form(String number, Locale locale) {
        if (!WHOLE.matcher(number).matches()) {
            return Form.OTHER;
        }
        BigInteger whole = new BigInteger(number).abs();
        if (!locale.getLanguage().equals("ru")) {
            return whole.equals(BigInteger.ONE) ? Form.ONE : Form.OTHER;
        }
        int ofHundred = whole.mod(BigInteger.valueOf(100)).intValue();
        int ofTen = ofHundred % 10;
        if (ofTen == 0 || ofTen >= 5 || (ofHundred > 10 && ofHundred < 20)) {
            return Form.MANY;
        }
        return ofTen == 1 ? Form.ONE : Form.FEW;
    }

    /** A number with its noun, for what is said in English only. */
    public static String english(long number, String one, String other) {
        return number + " " + (number == 1 ? one : other);
    }

    /** The choices of a text, by the name of the number that each goes by. */
    static Map<String, Map<String, String>> choices(String text) {
        return PLURAL.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        (MatchResult found) -> found.group(1), found -> forms(found.group(2)), (a, b) -> a));
    }
}
