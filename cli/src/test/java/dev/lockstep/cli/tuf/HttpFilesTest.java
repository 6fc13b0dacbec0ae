package dev.lockstep.cli.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpLimits;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class HttpFilesTest {
    private static final HttpLimits QUICK = new HttpLimits(
            Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500), 1000);

    @ParameterizedTest
    @EnumSource(SlowAnswer.class)
    void no_server_keeps_it_waiting_for_metadata_or_targets(SlowAnswer slow) throws Exception {
        try (SlowAnswer.Running server = slow.run()) {
            HttpFiles files = new HttpFiles(server.url(), QUICK);
            assertThatThrownBy(() -> files.fetch("timestamp.json", 100_000))
                    .isInstanceOfAny(IOException.class, ProblemException.class);
            assertThatThrownBy(() -> {
                        try (InputStream in = files.open("target").orElseThrow()) {
                            in.readAllBytes();
                        }
                    })
                    .isInstanceOfAny(IOException.class, ProblemException.class);
        }
    }

    @Test
    void the_program_itself_waits_for_half_a_minute_at_most() {
        assertThat(HttpFiles.USUAL.idle()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(HttpFiles.USUAL.slowWindow()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(HttpFiles.USUAL.slowBytes()).isPositive();
    }
}
