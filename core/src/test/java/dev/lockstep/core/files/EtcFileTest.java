package dev.lockstep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcFileTest {
    private final List<String> warnings = new ArrayList<>();
    private final EtcFile file = new EtcFile("dev.lockstep.modules", warnings::add);

    @Test
    void aNumberIsTakenAsItStands() {
        assertThat(file.number("ready.within", " 45 ", 1, 30)).isEqualTo(45);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsNoNumberIsWarnedOfByFileKeyAndValue() {
        assertThat(file.number("ready.within", "soon", 1, 30)).isEqualTo(30);
        assertThat(warnings)
                .containsExactly(
                        "etc/dev.lockstep.modules.cfg: ready.within is \"soon\", but has to be a whole number from 1"
                                + " to 999999999; 30 is used.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "1.5", "30s", "4000000000", "1e3"})
    void whatMakesNoSenseIsReplaced(String text) {
        assertThat(file.number("ready.within", text, 1, 30)).isEqualTo(30);
        assertThat(warnings).hasSize(1);
    }
}
