package dev.lockstep.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SizesTest {
    private static final Locale RUSSIAN = new Locale("ru");

    @Test
    void sizesAreInBinaryUnitsAndInTheReadersLanguage() {
        assertThat(Sizes.text(0)).isEqualTo("0 bytes");
        assertThat(Sizes.text(1)).isEqualTo("1 byte");
        assertThat(Sizes.text(1023)).isEqualTo("1023 bytes");
        assertThat(Sizes.text(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.text(5L << 40)).isEqualTo("5.0 TiB");
        assertThat(Sizes.text(100, RUSSIAN)).isEqualTo("100 Б");
        assertThat(Sizes.text(1, RUSSIAN)).isEqualTo("1 Б");
        assertThat(Sizes.text(3 << 19, RUSSIAN)).isEqualTo("1,5 МиБ");
    }

    @Test
    void theTextsOfProblemsSayThemTheSameWay() {
        Problem problem = Problem.of(
                ProblemCode.DISK_FULL, Map.of("folder", "/store", "neededBytes", "3145728", "freeBytes", "unknown"));
        assertThat(problem.text(Locale.ENGLISH)).startsWith("Not enough room in /store: 3.0 MiB needed, unknown free.");
        assertThat(problem.text(RUSSIAN)).contains("нужно 3,0 МиБ, свободно unknown.");
    }
}
