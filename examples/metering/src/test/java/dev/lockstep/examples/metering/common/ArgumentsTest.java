package dev.lockstep.examples.metering.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    @Test
    void readsValuesAndFlags() throws BadInput {
        Arguments arguments = read("--port", "80", "--quiet");
        assertThat(arguments.number("port", 1, 65535, 1)).isEqualTo(80);
        assertThat(arguments.has("quiet")).isTrue();
        assertThat(arguments.number("other", 1, 9, 5)).isEqualTo(5);
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> read("--prot", "80")).hasMessage("\"--prot\" is not understood.");
        assertThatThrownBy(() -> read("port")).hasMessage("\"port\" is not understood.");
        assertThatThrownBy(() -> read("--port")).hasMessage("--port needs a value.");
        assertThatThrownBy(() -> read("--port", "x").number("port", 1, 9, 5))
                .hasMessage("--port needs a whole number, not x.");
        assertThatThrownBy(() -> read("--port", "10").number("port", 1, 9, 5))
                .hasMessage("--port lies between 1 and 9.");
        assertThatThrownBy(() -> read().required("port")).hasMessage("--port is needed.");
    }

    private static Arguments read(String... line) throws BadInput {
        return new Arguments(line, Set.of("port", "other"), Set.of("quiet"));
    }
}
