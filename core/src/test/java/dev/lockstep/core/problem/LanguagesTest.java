package dev.lockstep.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    @ParameterizedTest
    @CsvSource({
        "'', en",
        "ru, ru",
        "'ru-RU,ru;q=0.9,en;q=0.8', ru",
        "'en;q=0.5,ru', ru",
        "'de,ru;q=0.2,en;q=0.3', en",
        "de, en",
        "*, en",
        "'\u0000;;q=x', en"
    })
    void theWishedLanguageIsTakenThatIsThereAndEnglishElse(String wished, String language) {
        assertThat(Languages.accepted(wished).toLanguageTag()).isEqualTo(language);
    }

    @Test
    void anOverlongWishIsNotRead() {
        assertThat(Languages.accepted("ru" + " ".repeat(300)).toLanguageTag()).isEqualTo("en");
    }
}
