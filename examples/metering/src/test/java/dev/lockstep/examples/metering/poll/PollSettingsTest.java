package dev.lockstep.examples.metering.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PollSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void hasDefaultsForWhatNeedNotBeSaid() throws Exception {
        PollSettings settings = read("Host=10.0.0.5\nMeters=M1@10.0.0.7:4059, M2@[2001:db8::7]:4059");
        assertThat(settings.server()).isEqualTo(new Endpoint("10.0.0.5", 10080));
        assertThat(settings.period()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.meters())
                .containsExactly(
                        new MeterAddress("M1", new Endpoint("10.0.0.7", 4059)),
                        new MeterAddress("M2", new Endpoint("2001:db8::7", 4059)));
    }

    @Test
    void namesWhatCannotBeUsed() {
        assertThatThrownBy(() -> read("Host=10.0.0.5"))
                .hasMessageEndingWith("poll.ini: key Meters of section Metering is missing or empty.");
        assertThatThrownBy(() -> read("Host=no host\nMeters=M1@h:1"))
                .hasMessageEndingWith("cannot be used: \"no host\" is not a host name or an address.");
        assertThatThrownBy(() -> read("Host=h\nMeters=M1")).hasMessageContaining("not of the form meter@host:port");
        assertThatThrownBy(() -> read("Host=h\nMeters=M1@h:1 M1@h:2")).hasMessageContaining("M1 stands there twice");
    }

    private PollSettings read(String section) throws IOException, BadInput {
        Path file = Files.writeString(folder.resolve("poll.ini"), "[Metering]\n" + section);
        return PollSettings.of(SettingsFile.read(file));
    }
}
