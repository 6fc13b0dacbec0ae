package dev.lockstep.core.problem;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A problem that a person can act on: a stable code, and the facts that its text names.
 *
 * @param code what kind of problem it is
 * @param facts what the text names, such as {@code address}, {@code file}, {@code neededBytes}
 */
public record Problem(ProblemCode code, SortedMap<String, String> facts) {
    /** A fact that chooses another text for the same code, {@code CODE.value} in the texts, where there is one. */
    public static final String VARIANT = "variant";

    public Problem {
        facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /**
     * A problem with its facts.
     *
     * @param facts sentences, or values whose text is the fact
     */
    public static Problem of(ProblemCode code, Map<String, ?> facts) {
        return new Problem(code, Sentence.texts(facts));
    }

    /**
     * A problem as it was written down or sent: a code that this version does not know becomes {@code LS-INTERNAL} whose
     * {@code reason} is the text that came with it, so that a newer node's problem is still told, in its own words.
     */
    @JsonCreator
    public static Problem told(
            @JsonProperty("problem") String code,
            @JsonProperty("facts") SortedMap<String, String> facts,
            @JsonProperty("text") String text) {
        return Arrays.stream(ProblemCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .map(known -> new Problem(known, facts))
                .orElseGet(() -> of(ProblemCode.INTERNAL, Map.of("reason", text + " (" + code + ")")));
    }

    /** The members that {@link #told} reads. */
    @JsonValue
    Map<String, Object> written() {
        return new TreeMap<>(Map.of("problem", code.code(), "facts", facts, "text", text(Locale.ENGLISH)));
    }

    /** The same with another fact, or with another value for one. */
    public Problem with(String fact, Object value) {
        SortedMap<String, String> changed = new TreeMap<>(facts);
        changed.putAll(Sentence.texts(Map.of(fact, value)));
        return new Problem(code, changed);
    }

    /** The sentence for a person: what failed, what was left in place, what to do. */
    public Sentence sentence() {
        String variant = code.code() + "." + facts.getOrDefault(VARIANT, "");
        return new Sentence(Sentence.isKnown(variant) ? variant : code.code(), facts);
    }

    /**
     * The text of {@link #sentence}.
     *
     * @param locale English where there is no text in its language
     */
    public String text(Locale locale) {
        return sentence().text(locale);
    }

    /** The sentence in English with its code, as it goes into logs. */
    @Override
    public String toString() {
        return text(Locale.ENGLISH) + " [" + code.code() + "]";
    }
}
