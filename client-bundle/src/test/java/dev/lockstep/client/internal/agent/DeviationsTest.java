package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeviationsTest {
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
