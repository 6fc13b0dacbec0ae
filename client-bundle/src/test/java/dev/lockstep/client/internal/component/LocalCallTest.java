package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class LocalCallTest {
    @ParameterizedTest
    @EnumSource(SlowAnswer.class)
    void no_component_keeps_the_agent_waiting(SlowAnswer slow) throws Exception {
        try (SlowAnswer.Running component = slow.run()) {
            assertThatThrownBy(() -> LocalCall.make("GET", component.url().toString(), Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class);
        }
    }
}
