package dev.lockstep.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcFileTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void aNumberIsTakenAsItStands() {
        assertThat(readyWithin(" 45 ")).isEqualTo(Duration.ofSeconds(45));
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsLeftEmptyIsWhatCountsWhenNobodySetIt() {
        assertThat(readyWithin(" ")).isEqualTo(Duration.ofSeconds(30));
        assertThat(warnings).isEmpty();
    }

    @Test
    void aListThatIsLeftEmptyIsEmpty() {
        assertThat(HttpSettings.FILE.read(Map.of("plain", "")).get(HttpSettings.PLAIN))
                .isEmpty();
        assertThat(HttpSettings.FILE.read(Map.of()).get(HttpSettings.PLAIN))
                .containsExactly(HttpSettings.Plain.LOOPBACK);
    }

    @Test
    void aListIsTakenFromToolsAsItIsFromTheFile() {
        for (Object value :
                List.of("loopback,targets", new String[] {"loopback", "targets"}, List.of("loopback", "targets"))) {
            assertThat(HttpSettings.FILE
                            .read(Map.of("plain", value), warnings::add)
                            .get(HttpSettings.PLAIN))
                    .containsExactly(HttpSettings.Plain.LOOPBACK, HttpSettings.Plain.TARGETS);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsNoNumberIsWarnedOfByFileKeyAndValue() {
        assertThat(readyWithin("soon")).isEqualTo(Duration.ofSeconds(30));
        assertThat(warnings)
                .containsExactly(
                        "etc/dev.lockstep.modules.cfg: ready.within: \"soon\" is not usable, expected is 1 to 999999999;"
                                + " 30 is used.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "1.5", "30s", "4000000000", "1e3"})
    void whatMakesNoSenseIsReplaced(String text) {
        assertThat(readyWithin(text)).isEqualTo(Duration.ofSeconds(30));
        assertThat(warnings).hasSize(1);
    }

    private Duration readyWithin(String text) {
        return ModuleSettings.FILE
                .read(Map.of("ready.within", text), warnings::add)
                .get(ModuleSettings.READY_WITHIN);
    }
}
