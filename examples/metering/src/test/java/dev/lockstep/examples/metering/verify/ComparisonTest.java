package dev.lockstep.examples.metering.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    @Test
    void isCleanWhenEveryReadingIsThereOnce() throws BadInput {
        Comparison comparison = compare(Map.of("M1", 10L, "M2", 0L), row("M1", 10, 0, 0));
        assertThat(comparison).isEqualTo(new Comparison(0, 0, true));
        assertThat(comparison.clean()).isTrue();
    }

    @Test
    void countsGapsAndWhatIsMissingAtTheEnd() throws BadInput {
        Comparison comparison = compare(Map.of("M1", 10L), row("M1", 7, 2, 0));
        assertThat(comparison).isEqualTo(new Comparison(5, 0, false));
        assertThat(comparison.clean()).isFalse();
    }

    @Test
    void countsAMeterThatTheServerNeverHeardOf() throws BadInput {
        assertThat(compare(Map.of("M1", 4L, "M2", 6L), row("M1", 4, 0, 0))).isEqualTo(new Comparison(6, 0, false));
    }

    @Test
    void countsDoubledReadingsAndDoesNotLetThemHideLostOnes() throws BadInput {
        Comparison comparison = compare(Map.of("M1", 10L), row("M1", 10, 1, 1));
        assertThat(comparison).isEqualTo(new Comparison(1, 1, true));
        assertThat(comparison.clean()).isFalse();
    }

    private static Comparison compare(Map<String, Long> last, String rows) throws BadInput {
        return Comparison.of(last, Json.parse("{\"meters\":[" + rows + "]}"));
    }

    private static String row(String meter, long maximum, long gaps, long doubled) {
        return Json.write(Map.of("meter", meter, "maximum", maximum, "gaps", gaps, "doubled", doubled));
    }
}
