package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.files.EtcFile;
import dev.lockstep.modules.internal.deployment.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModulesConfigurationTest {
    @Test
    void aSlipInTheFileIsNamedAndTheUsualTimesAreUsed() {
        List<String> warnings = new ArrayList<>();
        Deployment.Limits limits =
                ModulesComponent.limits(new EtcFile("dev.lockstep.modules", warnings::add), "soon", "-1");
        assertThat(limits)
                .isEqualTo(
                        new Deployment.Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMillis(250)));
        assertThat(warnings)
                .containsExactly(
                        "etc/dev.lockstep.modules.cfg: ready.within is \"soon\", but has to be a whole number from 1 to"
                                + " 999999999; 30 is used.",
                        "etc/dev.lockstep.modules.cfg: settle is \"-1\", but has to be a whole number from 0 to 999999999;"
                                + " 250 is used.");
    }
}
