package dev.lockstep.core.source;

import static dev.lockstep.core.source.HttpTransportTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemCode;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @Test
    @DisplayName("LS-033 The default port is 10000")
    void theDefaultPortIs10000() {
        assertThat(ServerAddress.DEFAULT_PORT).isEqualTo(10000);
        assertThat(ServerAddress.parse("server", "").url(false)).isEqualTo(URI.create("http://server:10000/"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65535, 65535", "'', 10000", "'  ', 10000", "' 10001 ', 10001"})
    @DisplayName("LS-036 A port is 1 to 65535, and empty means 10000")
    void aPortIsANumberOrEmpty(String text, int port) {
        assertThat(ServerAddress.parse("server", text).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "1e4", "http", "10000/", "99999999999999999999", "١٠", "+80"})
    @DisplayName("LS-036 A bad port has its own text")
    void aBadPortHasItsOwnText(String port) {
        assertProblem(ProblemCode.BAD_PORT, () -> ServerAddress.parse("server", port))
                .isEqualTo("The port \"" + port + "\" is not a number from 1 to 65535. Enter the port of the update"
                        + " source, or leave it empty for 10000.");
    }

    @ParameterizedTest
    @CsvSource({
        "server, server:10000",
        "' server.example.com ', server.example.com:10000",
        "host_1, host_1:10000",
        "сервер.рф, сервер.рф:10000",
        "192.168.0.1, 192.168.0.1:10000",
        "'\t10.0.0.1\n', 10.0.0.1:10000",
        "::1, [::1]:10000",
        "[2001:db8::1], [2001:db8::1]:10000",
        "fe80::1%eth0, [fe80::1%25eth0]:10000",
    })
    @DisplayName("LS-037 DNS names, IPv4 and IPv6 are taken, and spaces around are trimmed")
    void namesAndNumbersAreTaken(String text, String address) {
        assertThat(ServerAddress.parse(text, "")).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "http://server",
                "server:10000",
                "server/path",
                "user@server",
                "a b",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                ":::",
                "[server]",
                "-server",
                "server..com",
                "a:b",
                "..",
                "se\u0000rver"
            })
    @DisplayName("LS-037 What is no address has its own text")
    void whatIsNoAddressHasItsOwnText(String text) {
        assertProblem(ProblemCode.BAD_ADDRESS, () -> ServerAddress.parse(text, ""))
                .endsWith(
                        "is not an address: enter a computer name, an IPv4 or an IPv6 address, without a port or path.");
    }
}
