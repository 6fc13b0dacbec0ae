package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void doublesUpToAMinuteAndStartsOverAfterAGoodRun() {
        BackOff backOff = new BackOff();
        assertThat(IntStream.range(0, 8)
                        .mapToLong(i -> backOff.after(Duration.ofSeconds(3)).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(backOff.after(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(1));
        assertThat(backOff.after(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(2));
    }
}
