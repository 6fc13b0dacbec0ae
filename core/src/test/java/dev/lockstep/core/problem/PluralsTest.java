package dev.lockstep.core.problem;

import static dev.lockstep.core.problem.Plurals.Form.FEW;
import static dev.lockstep.core.problem.Plurals.Form.MANY;
import static dev.lockstep.core.problem.Plurals.Form.ONE;
import static dev.lockstep.core.problem.Plurals.Form.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLDR's rules, written down a second time as its charts give them: by the last digits. */
class PluralsTest {
    private static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    private static final String TEXT =
            "{count, plural, =0{ни одного файла} one{# файл} few{# файла} many{# файлов} other{# файла}} в {folder}";

    @Test
    @DisplayName("Russian numbers from 0 to 200 take the form that CLDR gives them")
    void russian() {
        for (int number = 0; number <= 200; number++) {
            String digits = String.valueOf(number);
            Plurals.Form expected = digits.matches(".*1[1-4]")
                    ? MANY
                    : digits.endsWith("1") ? ONE : digits.matches(".*[234]") ? FEW : MANY;
            assertThat(Plurals.form(digits, RUSSIAN)).as(digits).isEqualTo(expected);
            assertThat(Plurals.form("-" + digits, RUSSIAN)).as("-" + digits).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("English numbers from 0 to 200: only 1 is one")
    void english() {
        for (int number = 0; number <= 200; number++) {
            assertThat(Plurals.form(String.valueOf(number), Locale.ENGLISH)).isEqualTo(number == 1 ? ONE : OTHER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.5", "0.1", "21,5", "2.0", "", "?", "many", "1 000", "0x1"})
    void aFractionAndWhatIsNoNumberTakeTheFormForAllElse(String number) {
        assertThat(Plurals.form(number, RUSSIAN)).isEqualTo(OTHER);
        assertThat(Plurals.form(number, Locale.ENGLISH)).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000001", "123456789012345678901"})
    void numbersOfAnyLengthHaveTheirForm(String number) {
        assertThat(Plurals.form(number, RUSSIAN)).isEqualTo(ONE);
    }

    @Test
    void aTextHasTheFormOfItsNumberAndKeepsItsOtherPlaces() {
        Map<String, String> expected = Map.of(
                "0", "ни одного файла в {folder}",
                "1", "{count} файл в {folder}",
                "3", "{count} файла в {folder}",
                "11", "{count} файлов в {folder}",
                "1.5", "{count} файла в {folder}");
        expected.forEach(
                (number, text) -> assertThat(Plurals.choose(TEXT, RUSSIAN, name -> number, name -> "{" + name + "}"))
                        .isEqualTo(text));
    }

    @Test
    void aFactThatLooksLikeATextOfTheCatalogueIsNoneOfIt() {
        Problem hostile = Problem.of(
                ProblemCode.SIGN_IN_THROTTLED, Map.of("seconds", "{seconds, plural, one{{seconds}} other{# #}}"));
        assertThat(hostile.text(RUSSIAN)).contains("{seconds, plural, one{{seconds}} other{# #}} секунды");
    }

    @Test
    @DisplayName("a problem counts in the reader's language")
    void problems() {
        Map<String, Set<String>> russian = Map.of(
                "1", Set.of("через 1 секунду"),
                "2", Set.of("через 2 секунды"),
                "5", Set.of("через 5 секунд."),
                "21", Set.of("через 21 секунду"),
                "112", Set.of("через 112 секунд."));
        russian.forEach((seconds, texts) ->
                texts.forEach(text -> assertThat(Problem.of(ProblemCode.SIGN_IN_THROTTLED, Map.of("seconds", seconds))
                                .text(RUSSIAN))
                        .contains(text)));
        assertThat(Problem.of(ProblemCode.SIGN_IN_THROTTLED, Map.of("seconds", 1))
                        .text(Locale.ENGLISH))
                .contains("in 1 second.");
    }
}
