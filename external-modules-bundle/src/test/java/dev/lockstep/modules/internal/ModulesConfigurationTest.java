package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.settings.ModuleSettings;
import dev.lockstep.modules.internal.deployment.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModulesConfigurationTest {
    @Test
    void aSlipInTheFileIsNamedAndTheUsualTimesAreUsed() {
        List<String> warnings = new ArrayList<>();
        Deployment.Limits limits = ModulesComponent.limits(
                ModuleSettings.FILE.read(Map.of("ready.within", "soon", "settle", "-1"), warnings::add));
        assertThat(limits)
                .isEqualTo(
                        new Deployment.Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMillis(250)));
        assertThat(warnings)
                .containsExactly(
                        "etc/dev.lockstep.modules.cfg: ready.within: \"soon\" is not usable, expected is 1 to 999999999; 30"
                                + " is used.",
                        "etc/dev.lockstep.modules.cfg: settle: \"-1\" is not usable, expected is 0 to 999999999; 250"
                                + " is used.");
    }
}
