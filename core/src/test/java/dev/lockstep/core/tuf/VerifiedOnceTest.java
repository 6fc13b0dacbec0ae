package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedOnceTest {
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    Path folder;

    private Instant now = START;
    private Instant until = Instant.MAX;
    private int verifications;
    private VerifiedOnce<Integer> metadata;

    @BeforeEach
    void oneFile() throws IOException {
        Files.writeString(folder.resolve("timestamp.json"), "one");
        metadata = new VerifiedOnce<>(folder, () -> now);
    }

    private int asked() throws Exception {
        return metadata.get(() -> new VerifiedOnce.Verified<>(++verifications, until));
    }

    @Test
    void aThousandQuestionsAreOneVerification() throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertThat(asked()).isEqualTo(1);
        }
        assertThat(verifications).isEqualTo(1);
    }

    @Test
    void aFileThatIsReplacedWrittenOverAddedOrRemovedMakesOneMore() throws Exception {
        Path timestamp = folder.resolve("timestamp.json");
        assertThat(asked()).isEqualTo(1);
        Files.move(Files.writeString(folder.resolve("new"), "two"), timestamp, StandardCopyOption.REPLACE_EXISTING);
        assertThat(asked()).isEqualTo(2);
        Files.setLastModifiedTime(Files.writeString(timestamp, "six"), FileTime.from(START));
        assertThat(asked()).isEqualTo(3);
        Files.writeString(folder.resolve("acme.json"), "{}");
        assertThat(asked()).isEqualTo(4);
        Files.delete(folder.resolve("acme.json"));
        assertThat(asked()).isEqualTo(5);
        assertThat(asked()).isEqualTo(5);
    }

    @Test
    void aDelegatedRoleThatExpiresIsNotHidden() throws Exception {
        until = START.plusSeconds(60);
        assertThat(asked()).isEqualTo(1);
        now = until.minusMillis(1);
        assertThat(asked()).isEqualTo(1);
        now = until;
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void aClockThatGoesBackIsNotTakenForTheOneThatExpiryWasJudgedBy() throws Exception {
        assertThat(asked()).isEqualTo(1);
        now = START.minusMillis(1);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void whatDoesNotVerifyIsNotKeptAndLeavesNothingOlderBehind() throws Exception {
        assertThat(asked()).isEqualTo(1);
        Files.writeString(folder.resolve("timestamp.json"), "damaged");
        assertThatThrownBy(() -> metadata.get(() -> {
                    throw new MissingMetadataException("timestamp", "timestamp.json");
                }))
                .isInstanceOf(MissingMetadataException.class);
        assertThat(asked()).isEqualTo(2);
    }
}
