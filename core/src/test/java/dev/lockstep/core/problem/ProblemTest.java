package dev.lockstep.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    private static final Locale RUSSIAN = Locale.forLanguageTag("ru");

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void everyCodeHasATextInBothLanguagesWithTheSameFacts(ProblemCode code) {
        Problem bare = new Problem(code, new TreeMap<>());
        assertThat(bare.text(RUSSIAN)).matches("(?s).*[а-я]{2}.*");
        assertThat(placesOf(code, "")).isEqualTo(placesOf(code, "_ru"));
    }

    @ParameterizedTest
    @EnumSource(value = ProblemCode.class, names = "BAD_PORT")
    void factsStandInTheTextAsTheyCame(ProblemCode code) {
        Problem problem = Problem.of(code, Map.of("port", "$1{port}"));
        assertThat(problem.text(Locale.GERMAN)).startsWith("The port \"$1{port}\" is not a number");
    }

    @Test
    void aFactThatIsASentenceDoesNotEndTheTextTwice() {
        Problem problem = Problem.of(
                ProblemCode.COMPONENT_UNHEALTHY,
                Map.of("component", "x", "version", "1.0.0", "seconds", "20", "reason", "Column \"A\" not found."));
        assertThat(problem.text(Locale.ENGLISH)).endsWith("not found.");
        assertThat(Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", "and so on..."))
                        .text(Locale.ENGLISH))
                .endsWith(" and so on...");
    }

    @Test
    void aVariantOfACodeHasATextOfItsOwnInBothLanguagesAndAnUnknownOneTheUsualText() {
        String variant = "nothing-to-distribute";
        Problem reinstalled = Problem.of(ProblemCode.SERVER_CHANGED, Map.of(Problem.VARIANT, variant));
        assertThat(reinstalled.text(Locale.ENGLISH)).contains("has nothing to distribute", "lockstep:site-restore");
        assertThat(reinstalled.text(RUSSIAN)).contains("нечего раздавать", "lockstep:site-restore");
        String key = ProblemCode.SERVER_CHANGED.code() + "." + variant;
        assertThat(placesOf(key, ""))
                .isEqualTo(placesOf(key, "_ru"))
                .isEqualTo(placesOf(ProblemCode.SERVER_CHANGED, ""));
        assertThat(Problem.of(ProblemCode.SERVER_CHANGED, Map.of(Problem.VARIANT, "../x"))
                        .text(Locale.ENGLISH))
                .isEqualTo(Problem.of(ProblemCode.SERVER_CHANGED, Map.of()).text(Locale.ENGLISH));
    }

    private static Set<String> placesOf(ProblemCode code, String suffix) {
        return placesOf(code.code(), suffix);
    }

    private static Set<String> placesOf(String key, String suffix) {
        var texts = new java.util.Properties();
        try (var reader = new java.io.InputStreamReader(
                ProblemTest.class.getResourceAsStream("problems" + suffix + ".properties"),
                java.nio.charset.StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Matcher matcher = Pattern.compile("\\{[a-zA-Z]+}").matcher(texts.getProperty(key));
        Set<String> places = new HashSet<>();
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }
}
