package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.NodeSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviationsTest {
    /** Each way to get and to pass on updates that there is. */
    @ParameterizedTest
    @DisplayName(
            "LS-005 What deviates from a server that distributes and clients that follow it is shown; the usual is not")
    @CsvSource(
            delimiter = '|',
            value = {
                "vendor   | true  | http://v/ | ''",
                "vendor   | false | http://v/ | updates straight from the vendor",
                "vendor   | false | ''        | ''",
                "vendor   | true  | ''        | ''",
                "computer | false | http://v/ | ''",
                "computer | true  | http://v/ | it is a relay",
                "computer | true  | ''        | it is a relay",
                "folder   | true  | ''        | ''",
                "import   | true  | ''        | ''"
            })
    void whatDeviatesIsShown(String source, String distributes, String vendor, String shown) {
        NodeSettings settings = NodeSettings.of(Map.of(
                "source",
                source,
                "distribute",
                distributes,
                "vendor.urls",
                vendor,
                "server.address",
                "server.example"));

        List<String> said = Deviations.of(settings).stream()
                .map(sentence -> sentence.text(Locale.ENGLISH))
                .toList();

        if (shown.isEmpty()) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).singleElement().asString().contains(shown);
        }
    }

    @Test
    @DisplayName("LS-171: a node whose guard is opened, or is not there at all, says so")
    void anOpenGuardIsShown() {
        Map<String, String> launched = Map.of("lockstep.node.version", "1.0.0");

        assertThat(Deviations.ofGuard(launched::get))
                .singleElement()
                .satisfies(
                        said -> assertThat(said.text(Locale.ENGLISH)).startsWith("Bundles that nobody signed may run"));
        assertThat(Deviations.ofGuard(Map.of("lockstep.node.version", "1", "dev.lockstep.guard", "opened")::get))
                .hasSize(1);
        assertThat(Deviations.ofGuard(Map.of("lockstep.node.version", "1", "dev.lockstep.guard", "stands")::get))
                .isEmpty();
        assertThat(Deviations.ofGuard(Map.<String, String>of()::get)).isEmpty();
    }
}
