package dev.lockstep.core.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    /** The example of SemVer 2.0.0, section 11.4, with what surrounds it. */
    private static final List<String> ASCENDING = List.of(
            "0.0.0",
            "0.9.0",
            "1.0.0-0",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "99999999999999999999999.0.0");

    @Test
    void ordersAsSemVerSection11Says() {
        List<Version> shuffled =
                new ArrayList<>(ASCENDING.stream().map(Version::parse).toList());
        Collections.shuffle(shuffled, new Random(7));
        Collections.sort(shuffled);
        assertThat(shuffled).extracting(Version::toString).isEqualTo(ASCENDING);
    }

    @Test
    void buildMetadataHasNoPrecedenceButIsPartOfTheVersion() {
        Version one = Version.parse("1.0.0+a");
        Version other = Version.parse("1.0.0+b");
        assertThat(one).isNotEqualTo(other).isLessThan(other);
        assertThat(other).isLessThan(Version.parse("1.0.1+a")).isGreaterThan(Version.parse("1.0.0-z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3+",
                "v1.2.3",
                " 1.2.3",
                "1.2.3-ü"
            })
    void refusesWhatIsNoVersion(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.parse(text))
                .withMessage("not a version like 1.2.3 or 1.2.3-rc.1: \"" + text + "\"");
    }

    @Test
    void refusesAVersionThatIsTooLongWithoutRepeatingItWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.parse("1.2." + "3".repeat(1_000_000)))
                .withMessageStartingWith("not a version like")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void printsWhatItRead() {
        Stream.of("1.2.3", "1.2.3-rc.1", "1.2.3+x.7", "1.2.3-a-b.0+001")
                .forEach(text -> assertThat(Version.parse(text)).hasToString(text));
    }

    @Test
    void aRangeKnowsItsBounds() {
        VersionRange range = VersionRange.parse("[1.0.0, 2.0.0)");
        assertThat(List.of("1.0.0", "1.9.9", "1.0.0+b")).allMatch(v -> range.contains(Version.parse(v)));
        assertThat(List.of("1.0.0-rc.1", "2.0.0", "2.0.0-rc.1", "3.0.0"))
                .noneMatch(v -> range.contains(Version.parse(v)));
        assertThat(VersionRange.parse("(1.0.0,]").contains(Version.parse("1.0.0")))
                .isFalse();
        assertThat(VersionRange.parse("1.0.0").contains(Version.parse("7.0.0"))).isTrue();
        assertThat(range).hasToString("[1.0.0,2.0.0)");
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRange.parse("[2.0.0,1.0.0]"))
                .withMessage("the range ends at 1.0.0, before it starts at 2.0.0");
    }
}
