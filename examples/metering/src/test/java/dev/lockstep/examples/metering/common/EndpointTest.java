package dev.lockstep.examples.metering.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.5:10000, http://10.0.0.5:10000/x",
        "server-1.example: 80, http://server-1.example:80/x",
        "[2001:db8::1]:443, http://[2001:db8::1]:443/x",
        "сервер.рф:10000, http://xn--b1afb6bcb.xn--p1ai:10000/x"
    })
    void readsWhatAPersonWrites(String text, String url) throws BadInput {
        assertThat(Endpoint.parse(text).http("/x")).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "not a host", "http://server", "server/path", "user@server", "a..b", "-", "a?b", "::g"})
    void refusesAHostThatCannotBeCalled(String host) {
        assertThatThrownBy(() -> Endpoint.checkHost(host))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.code()).isEqualTo("endpoint.host"))
                .hasMessage("\"" + host.strip() + "\" is not a host name or an address.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "port", "1e3", "99999999999", ""})
    void refusesAPortThatIsNone(String port) {
        assertThatThrownBy(() -> Endpoint.port(port))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.code()).isEqualTo("endpoint.port"))
                .hasMessageEndingWith("a port is a number from 1 to 65535.");
    }

    @Test
    void needsAColon() {
        assertThatThrownBy(() -> Endpoint.parse("server")).hasMessage("\"server\" is not of the form host:port.");
    }
}
