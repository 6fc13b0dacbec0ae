package dev.lockstep.core.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.settings.Setting;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SentenceTest {
    private static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)(:size)?(}|, plural,)");

    @Test
    void everyKeyHasATextInBothLanguagesWithTheSameFacts() throws IOException {
        Properties english = texts("");
        Properties russian = texts("_ru");
        assertThat(russian.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(places(russian.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
            if (english.getProperty(key).replaceAll("\\{[^}]*}", "").matches(".*[a-z].*")) {
                assertThat(russian.getProperty(key)).as(key).matches("(?s).*[а-я]{2}.*");
            }
        }
    }

    @Test
    void aFactThatIsASentenceIsSaidInTheLanguageOfTheWhole() {
        Sentence cause = Sentence.of("http.broken", Map.of("bytes", 512));
        Problem problem = Problem.of(ProblemCode.SOURCE_UNREACHABLE, Map.of("address", "main:10000", "reason", cause));
        assertThat(problem.text(Locale.ENGLISH)).contains("(the connection broke after 512 bytes)");
        assertThat(problem.text(RUSSIAN)).contains("(соединение оборвалось, получено 512 байт)");
        assertThat(problem.facts())
                .containsEntry("reason", "the connection broke after 512 bytes")
                .containsEntry("reason.sentence", "http.broken")
                .containsEntry("reason.bytes", "512");
    }

    @Test
    void aKeyThatThisVersionDoesNotKnowIsToldInTheWordsThatCameWithIt() {
        Problem newer = Problem.of(
                ProblemCode.SOURCE_UNREACHABLE,
                Map.of("address", "main:10000", "reason", "it sleeps", "reason.sentence", "http.asleep"));
        assertThat(newer.text(RUSSIAN)).contains("(it sleeps)");
    }

    @Test
    void whatAnExceptionSaysIsTheSameInEveryLanguageAndOneFact() {
        Problem problem = Problem.of(
                ProblemCode.SOURCE_UNREACHABLE,
                Map.of("address", "main:10000", "reason", Sentence.said(new IOException("Broken pipe"))));
        assertThat(problem.text(RUSSIAN)).contains("(Broken pipe)");
        assertThat(problem.facts()).containsOnlyKeys("address", "reason");
    }

    @Test
    void whatIsWrongWithASettingIsSaidInTheReadersLanguage() {
        Setting<Boolean> flag = Setting.flag("distribute", false);
        assertThatThrownBy(() -> flag.read("maybe"))
                .hasMessage("distribute: \"maybe\" is not usable, expected is true or false")
                .isInstanceOfSatisfying(
                        UnusableValueException.class,
                        e -> assertThat(Sentence.said(e).text(RUSSIAN))
                                .isEqualTo("distribute: значение «maybe» не подходит, ожидается true или false"));
    }

    @Test
    void sentencesInSentencesEndSomewhere() {
        Sentence deep = Sentence.said("the package x is missing");
        for (int i = 0; i < 40; i++) {
            deep = Sentence.of("module.needs-module", Map.of("module", "m" + i, "reason", deep));
        }
        assertThat(deep.text(RUSSIAN)).startsWith("ему нужен модуль m39, а в нём ему нужен модуль m38");
        assertThat(deep.toString()).endsWith("the package x is missing");
        assertThat(deep.facts().keySet()).hasSizeLessThan(20).allMatch(name -> name.length() < 100);
    }

    private static Properties texts(String suffix) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                SentenceTest.class.getResourceAsStream("problems" + suffix + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }
}
