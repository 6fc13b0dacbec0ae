package dev.lockstep.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final AuditEvent EVENT = AuditEvent.of("update", "release", "switched");

    @TempDir
    Path folder;

    private AuditVerification.Report verified(AuditLog log) throws IOException {
        return AuditVerification.verify(folder, Optional.of(log.head()));
    }

    @Test
    @DisplayName("LS-140 Entries of several threads stand in one chain without gaps")
    void concurrent() throws Exception {
        AuditLog log = new AuditLog(folder, InstantSource.system(), "node-1");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<AuditEntry>> work = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                work.add(() -> log.append("user admin", EVENT));
            }
            for (Future<AuditEntry> written : threads.invokeAll(work)) {
                assertThat(written.get().event()).isEqualTo(EVENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(log.head().count()).isEqualTo(81);
        assertThat(verified(log).findings()).isEmpty();
        assertThat(verified(log).entries()).isEqualTo(81);
    }

    @Test
    @DisplayName("LS-140 The chain goes on through all files, and a file that is missing is found")
    void rotation() throws IOException {
        AuditLog log = new AuditLog(folder, InstantSource.system(), "node-1", 1000);
        for (int i = 0; i < 9; i++) {
            log.append("user admin", EVENT);
        }
        // A restart in between changes nothing.
        AuditLog restarted = new AuditLog(folder, InstantSource.system(), "node-1", 1000);
        restarted.append("user admin", EVENT);
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(2);
        assertThat(files.get(0)).hasFileName("audit-000000000001.jsonl");
        assertThat(verified(restarted).findings()).isEmpty();
        assertThat(verified(restarted).entries()).isEqualTo(11);
        assertThat(restarted.latest(11))
                .extracting(AuditEntry::number)
                .startsWith(11L, 10L)
                .endsWith(1L)
                .hasSize(11);
        assertThat(restarted.before(5, 2, entry -> true))
                .extracting(AuditEntry::number)
                .containsExactly(4L, 3L);
        assertThat(restarted.before(9, 5, entry -> entry.number() % 3 == 0))
                .extracting(AuditEntry::number)
                .containsExactly(6L, 3L);

        Files.delete(files.get(1));
        assertThat(verified(restarted).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.REMOVED));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void the_first_entry_names_the_computer() throws IOException {
        AuditLog log = new AuditLog(folder, InstantSource.system(), "node-1");
        assertThat(log.head().count()).isEqualTo(1);
        assertThat(log.latest(5)).singleElement().satisfies(entry -> {
            assertThat(entry.event()).isEqualTo(AuditEvent.of("begin log", "node-1", "begun"));
            assertThat(entry.previous()).isEqualTo(AuditEntry.NOTHING);
        });
    }

    @Test
    void what_could_not_be_written_is_not_in_the_log_and_the_next_entry_is() throws IOException {
        AuditLog log = new AuditLog(folder, InstantSource.system(), "node-1", 1);
        log.append("user admin", EVENT);
        Path inTheWay = folder.resolve("audit-000000000003.jsonl");
        Files.createDirectories(inTheWay);
        assertThatThrownBy(() -> log.append("user admin", EVENT)).isInstanceOf(IOException.class);
        Files.delete(inTheWay);
        log.append("user admin", EVENT);
        assertThat(log.head().count()).isEqualTo(3);
        assertThat(verified(log).findings()).isEmpty();
    }

    @Test
    void an_entry_is_one_line_whatever_the_texts_hold() throws IOException {
        AuditLog log = new AuditLog(folder, InstantSource.system(), "node-1");
        AuditEvent hostile =
                AuditEvent.of("forget\ncomputer", "x\u001b[2J\"\\\u0000", "half a pair: \ud800 " + "y".repeat(2000));
        AuditEntry written = log.append("user\r\nroot", hostile);
        assertThat(written.who()).isEqualTo("user  root");
        assertThat(written.event().action()).isEqualTo("forget computer");
        assertThat(written.event().subject()).isEqualTo("x [2J\"\\ ");
        assertThat(written.event().result())
                .startsWith("half a pair: ? y")
                .endsWith("y…")
                .hasSize(1000);
        assertThat(verified(log).findings()).isEmpty();
        assertThat(log.latest(1)).containsExactly(written);
    }

    @Test
    void an_event_says_what_was_done() {
        assertThatThrownBy(() -> AuditEvent.of(" ", "release", "switched"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event says what was done");
    }
}
