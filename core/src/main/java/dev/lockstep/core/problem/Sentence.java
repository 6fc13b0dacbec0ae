package dev.lockstep.core.problem;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence for a person, or a part of one: its key in the catalogue of texts, and the facts that it names.
 *
 * <p>A fact can be a sentence itself. Then the fact is its English text, for programs and for other versions of Lockstep, and
 * beside it {@code name.sentence} and {@code name.fact} hold its key and facts for other languages.
 *
 * @param key the key in {@code problems_*.properties} of this package
 * @param facts what the text names
 */
public record Sentence(String key, SortedMap<String, String> facts) {
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)(:size)?}(\\.?)");
    private static final String KEY = ".sentence";
    private static final String SAID = "said";

    /** Facts come from other computers, too: a text that names a fact twice, and the names of facts, must not grow without end. */
    private static final int DEEPEST = 4;

    public Sentence {
        Objects.requireNonNull(key, "key");
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    public static Sentence of(String key) {
        return of(key, Map.of());
    }

    /**
     * A sentence with its facts.
     *
     * @param facts sentences, or values whose text is the fact
     */
    public static Sentence of(String key, Map<String, ?> facts) {
        return new Sentence(key, texts(facts));
    }

    /** A text that is not in the catalogue, and is the same in every language. */
    public static Sentence said(String text) {
        return of(SAID, Map.of("text", text));
    }

    /** What an exception says, in every language if it is {@link Explained}. */
    public static Sentence said(Exception e) {
        return e instanceof Explained explained ? explained.sentence() : said(String.valueOf(e.getMessage()));
    }

    /** Facts as they are sent and written down. */
    static SortedMap<String, String> texts(Map<String, ?> facts) {
        SortedMap<String, String> texts = new TreeMap<>();
        facts.forEach((name, value) -> {
            texts.put(name, value.toString());
            if (value instanceof Sentence sentence && !sentence.key.equals(SAID)) {
                texts.put(name + KEY, sentence.key);
                sentence.facts.forEach((inner, text) -> texts.put(name + "." + inner, text));
            }
        });
        texts.keySet().removeIf(name -> name.chars().filter(c -> c == '.').count() > DEEPEST);
        return texts;
    }

    /** Whether the catalogue has a text of this key. */
    public static boolean isKnown(String key) {
        return catalogue(Locale.ENGLISH).containsKey(key);
    }

    /**
     * The sentence in a language.
     *
     * @param locale English where there is no text in its language
     */
    public String text(Locale locale) {
        return text(locale, DEEPEST);
    }

    private String text(Locale locale, int depth) {
        String chosen = Plurals.choose(
                catalogue(locale).getString(key),
                locale,
                name -> facts.getOrDefault(name, ""),
                name -> "{" + name + "}");
        return PLACE.matcher(chosen).replaceAll(place -> {
            String fact = fact(place.group(1), place.group(2) != null, locale, depth);
            // A fact can be a sentence of its own, whose full stop is then that of the text.
            return Matcher.quoteReplacement(fact.endsWith(".") ? fact : fact + place.group(3));
        });
    }

    /** A fact; a number of bytes as people read it. Facts of other computers may be anything. */
    private String fact(String name, boolean size, Locale locale, int depth) {
        String inner = facts.get(name + KEY);
        if (inner != null && depth > 0 && isKnown(inner)) {
            return new Sentence(inner, factsOf(name + ".")).text(locale, depth - 1);
        }
        String value = facts.getOrDefault(name, "?");
        return size && value.matches("[0-9]{1,18}") ? Sizes.text(Long.parseLong(value), locale) : value;
    }

    private SortedMap<String, String> factsOf(String prefix) {
        SortedMap<String, String> inner = new TreeMap<>();
        facts.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                inner.put(name.substring(prefix.length()), value);
            }
        });
        return inner;
    }

    private static ResourceBundle catalogue(Locale locale) {
        return ResourceBundle.getBundle(
                "dev.lockstep.core.problem.problems",
                locale,
                Sentence.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The sentence in English, as it goes into logs. */
    @Override
    public String toString() {
        return text(Locale.ENGLISH);
    }
}
