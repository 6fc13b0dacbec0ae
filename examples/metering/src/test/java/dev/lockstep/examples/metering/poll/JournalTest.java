package dev.lockstep.examples.metering.poll;

import static dev.lockstep.examples.metering.common.Readings.reading;
import static dev.lockstep.examples.metering.common.Readings.readings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("readings.journal");
    }

    @Test
    void keepsOverARestartWhatWasNotAcknowledged() throws IOException {
        try (Journal journal = Journal.open(folder, NEVER)) {
            journal.append(readings("M1", 1, 5));
            journal.append(readings("M2", 1, 2));
            journal.acknowledge(journal.oldest(3));
        }
        try (Journal journal = Journal.open(folder, NEVER)) {
            assertThat(journal.oldest(100))
                    .containsExactly(reading("M1", 4), reading("M1", 5), reading("M2", 1), reading("M2", 2));
            assertThat(journal.lastTaken("M1")).isEqualTo(5);
            assertThat(journal.lastTaken("M3")).isZero();
        }
    }

    @Test
    void takesNoReadingTwice() throws IOException {
        try (Journal journal = Journal.open(folder, NEVER)) {
            journal.append(readings("M1", 1, 5));
            journal.append(readings("M1", 3, 7));
            assertThat(journal.oldest(100)).isEqualTo(readings("M1", 1, 7));
        }
    }

    @Test
    void cutsOffARecordThatWasTornAtAnyByte() throws IOException {
        try (Journal journal = Journal.open(folder, NEVER)) {
            journal.append(readings("M1", 1, 3));
        }
        byte[] whole = Files.readAllBytes(file);
        String text = new String(whole, StandardCharsets.US_ASCII);
        int secondEnds = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        for (int length = secondEnds; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (Journal journal = Journal.open(folder, NEVER)) {
                assertThat(journal.oldest(100)).isEqualTo(readings("M1", 1, 2));
                journal.append(readings("M1", 3, 4));
            }
            try (Journal journal = Journal.open(folder, NEVER)) {
                assertThat(journal.oldest(100)).isEqualTo(readings("M1", 1, 4));
            }
        }
    }

    @Test
    void setsAsideWhatFollowsADamagedRecordAndReadsTheMeterFromThere() throws IOException {
        try (Journal journal = Journal.open(folder, NEVER)) {
            journal.append(readings("M1", 1, 9));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (Journal journal = Journal.open(folder, NEVER)) {
            assertThat(journal.lastTaken("M1")).isBetween(3L, 5L);
            assertThat(folder.resolve("readings.damaged")).exists();
        }
    }

    @Test
    void readsLinesThatALaterVersionMadeLonger() throws IOException {
        String body = "R M1 1 2026-11-22T00:00:01Z 0.125 GOOD tariff-7";
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(file, String.format("%08x %s%n", crc.getValue(), body), StandardOpenOption.CREATE);
        try (Journal journal = Journal.open(folder, NEVER)) {
            assertThat(journal.oldest(9)).containsExactly(reading("M1", 1));
        }
    }

    @Test
    void doesNotGrowForEver() throws IOException {
        try (Journal journal = Journal.open(folder, 100)) {
            for (int round = 0; round < 500; round++) {
                journal.append(readings("M1", round * 2L + 1, round * 2L + 2));
                journal.acknowledge(journal.oldest(2));
            }
            assertThat(Files.size(file)).isLessThan(20_000);
        }
        try (Journal journal = Journal.open(folder, 100)) {
            assertThat(journal.lastTaken("M1")).isEqualTo(1000);
            assertThat(journal.size()).isZero();
        }
    }

    @Test
    void holdsExactlyWhatWasTakenAndNotAcknowledgedWhateverTheOrder() throws IOException {
        Random random = new Random(11);
        List<Reading> expected = new ArrayList<>();
        long[] next = {1, 1, 1};
        Journal journal = Journal.open(folder, 40);
        try {
            for (int round = 0; round < 300; round++) {
                int meter = random.nextInt(next.length);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        List<Reading> taken = readings("M" + meter, next[meter], next[meter] + random.nextInt(5));
                        next[meter] += taken.size();
                        journal.append(taken);
                        expected.addAll(taken);
                    }
                    case 1 -> {
                        List<Reading> batch = journal.oldest(random.nextInt(8));
                        journal.acknowledge(batch);
                        expected.subList(0, batch.size()).clear();
                    }
                    default -> {
                        journal.close();
                        journal = Journal.open(folder, 40);
                    }
                }
                assertThat(journal.oldest(NEVER)).isEqualTo(expected);
                assertThat(journal.lastTaken("M" + meter)).isEqualTo(next[meter] - 1);
            }
        } finally {
            journal.close();
        }
    }
}
