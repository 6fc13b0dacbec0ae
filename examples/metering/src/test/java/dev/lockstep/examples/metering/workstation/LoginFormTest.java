package dev.lockstep.examples.metering.workstation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Endpoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginFormTest {
    @Test
    @DisplayName("LS-033 LS-036 An empty port in the login window means 10000")
    void anEmptyPortMeansTheDefault() {
        assertThat(new LoginForm(" 10.0.0.5 ", " ", " operator ", true).check())
                .isEqualTo(new LoginForm.Accepted(new Login(new Endpoint("10.0.0.5", 10000), "operator", true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "ten", "1 0", "99999999999"})
    @DisplayName("LS-036 A port outside 1 to 65535 has its own text in the login window")
    void aBadPortHasItsOwnText(String port) {
        assertThat(new LoginForm("10.0.0.5", port, "operator", false).check())
                .isEqualTo(new LoginForm.Refused("port", "problem.port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "my server", "http://10.0.0.5", "10.0.0.5/x"})
    void aBadAddressIsTheFirstThingSaid(String address) {
        assertThat(new LoginForm(address, "ten", "", false).check())
                .isEqualTo(new LoginForm.Refused("address", "problem.address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void aUserNameIsNeeded(String user) {
        assertThat(new LoginForm("10.0.0.5", "", user, false).check())
                .isEqualTo(new LoginForm.Refused("user", "problem.user"));
    }
}
