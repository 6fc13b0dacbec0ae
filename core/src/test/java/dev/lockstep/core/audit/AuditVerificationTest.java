package dev.lockstep.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditFinding.Kind;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerificationTest {
    private static final String FILE = "audit-000000000001.jsonl";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private Path file;
    private AuditHead head;

    @BeforeEach
    void six_entries() throws IOException {
        AuditLog log = new AuditLog(folder, this::tick, "node-1");
        for (int i = 2; i <= 6; i++) {
            log.append(
                    "user admin",
                    AuditEvent.of("update", "release", "switched")
                            .change("1." + (i - 1) + ".0", "1." + i + ".0")
                            .origin("ab".repeat(32), "https://vendor.example"));
        }
        head = log.head();
        file = folder.resolve(FILE);
    }

    private Instant tick() {
        now = now.plus(Duration.ofMinutes(1));
        return now;
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(file));
    }

    private void write(List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private AuditVerification.Report verified() throws IOException {
        return AuditVerification.verify(folder, Optional.of(head));
    }

    private AuditEntry entry(int number) throws IOException {
        return AuditEntry.read(lines().get(number - 1).getBytes(StandardCharsets.UTF_8));
    }

    private static String line(AuditEntry entry) {
        return new String(entry.line(), StandardCharsets.UTF_8);
    }

    @Test
    void what_was_written_is_sound_and_one_line_says_all_of_an_entry() throws IOException {
        assertThat(verified().findings()).isEmpty();
        assertThat(verified().entries()).isEqualTo(6);
        assertThat(verified().head()).isEqualTo(head);
        assertThat(lines().get(1))
                .startsWith("{\"action\":\"update\",\"at\":\"2026-11-22T10:02:00Z\",\"from\":\"1.1.0\",\"hash\":\"")
                .contains(
                        "\"number\":2",
                        "\"result\":\"switched\"",
                        "\"sha256\":\"abab",
                        "\"source\":\"https://vendor.example\"",
                        "\"subject\":\"release\",\"to\":\"1.2.0\",\"who\":\"user admin\"}");
    }

    @Test
    @DisplayName("LS-140 An edited entry is found and named, with its time and the hash that was expected")
    void edited() throws IOException {
        String hash = entry(3).hash().hex();
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("user admin", "user guest"));
        write(lines);
        assertThat(verified().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.EDITED);
            assertThat(finding.entry()).isEqualTo(3);
            assertThat(finding.text())
                    .startsWith("entry 3 of 2026-11-22T10:03:00Z (" + FILE + ", line 3) was edited: its hash was "
                            + hash + ", and what it says now has ");
        });
    }

    @Test
    @DisplayName("LS-140 An edited entry that got a new hash is named by the entry after it")
    void replaced() throws IOException {
        AuditEntry old = entry(3);
        AuditEntry forged = AuditEntry.after(
                new AuditHead(2, old.previous()),
                old.at(),
                "user guest",
                AuditEvent.of("update", "release", "switched"));
        List<String> lines = lines();
        lines.set(2, line(forged));
        write(lines);
        assertThat(verified().findings())
                .containsExactly(new AuditFinding(
                        Kind.REPLACED,
                        3,
                        "entry 3 of 2026-11-22T10:03:00Z (" + FILE
                                + ", line 3) was replaced: entry 4 followed one with the" + " hash " + old.hash()
                                + ", and this one has " + forged.hash()));
    }

    @Test
    @DisplayName("LS-140 Removed entries are found and named, with the time in which they were written")
    void removed() throws IOException {
        String expected = entry(4).hash().hex();
        List<String> lines = lines();
        lines.subList(2, 4).clear();
        write(lines);
        assertThat(verified().findings())
                .containsExactly(new AuditFinding(
                        Kind.REMOVED,
                        3,
                        "entries 3 to 4 were removed, between 2026-11-22T10:02:00Z and 2026-11-22T10:05:00Z: entry 5 of"
                                + " 2026-11-22T10:05:00Z (" + FILE + ", line 3) follows an entry with the hash "
                                + expected));

        lines.remove(0);
        write(lines);
        assertThat(verified().findings().get(0).text())
                .startsWith("entry 1 was removed, before 2026-11-22T10:02:00Z: entry 2 of");
    }

    @Test
    @DisplayName("LS-140 Reordered entries are found and named")
    void reordered() throws IOException {
        List<String> lines = lines();
        Collections.swap(lines, 2, 3);
        write(lines);
        assertThat(verified().findings())
                .containsExactly(new AuditFinding(
                        Kind.REORDERED,
                        3,
                        "entry 3 of 2026-11-22T10:03:00Z (" + FILE
                                + ", line 4) stands behind entry 4; it was expected before it"));
    }

    @Test
    @DisplayName("LS-140 An inserted entry is found and named, even with a hash of its own that is right")
    void inserted() throws IOException {
        AuditEntry forged = AuditEntry.after(
                new AuditHead(3, entry(3).hash()),
                Instant.parse("2026-11-22T10:03:30Z"),
                "user admin",
                AuditEvent.of("update", "release", "switched"));
        List<String> lines = lines();
        lines.add(3, line(forged));
        write(lines);
        assertThat(verified().findings())
                .containsExactly(new AuditFinding(
                        Kind.INSERTED,
                        4,
                        "entry 4 of 2026-11-22T10:03:30Z (" + FILE
                                + ", line 4) was inserted: entry 4 of the chain is that" + " of 2026-11-22T10:04:00Z ("
                                + FILE + ", line 5)"));

        lines = lines();
        lines.set(3, "# nothing to see here");
        write(lines);
        assertThat(verified().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(finding.text())
                    .startsWith(FILE + ", line 4 is not an entry of the log: it is no entry: it is not JSON")
                    .endsWith("(it begins with: # nothing to see here)");
        });
    }

    @Test
    @DisplayName("LS-140 A log whose end was cut off is found by the head that was signed")
    void truncated() throws IOException {
        List<String> lines = lines();
        write(lines.subList(0, 4));
        assertThat(AuditVerification.verify(folder, Optional.empty()).sound()).isTrue();
        assertThat(verified().findings())
                .containsExactly(new AuditFinding(
                        Kind.TRUNCATED,
                        5,
                        "the end of the log is missing: it ends with entry 4 of 2026-11-22T10:04:00Z (" + FILE
                                + ", line 4), but 6 entries were signed, the last with the hash " + head.hash()));
        Files.delete(file);
        assertThat(verified().findings().get(0).text()).contains("it is empty, but 6 entries were signed");
    }

    @Test
    @DisplayName("LS-140 A log that was written anew from some entry on is found by the head that was signed")
    void rewritten() throws IOException {
        Files.delete(file);
        AuditLog other = new AuditLog(folder, this::tick, "node-1");
        for (int i = 2; i <= 8; i++) {
            other.append("user admin", AuditEvent.of("update", "release", "switched"));
        }
        assertThat(AuditVerification.verify(folder, Optional.empty()).sound()).isTrue();
        assertThat(verified().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.REWRITTEN);
            assertThat(finding.text())
                    .startsWith("entry 6 of 2026-11-22T10:12:00Z")
                    .contains(" is not the one that was signed, or one before it is not: the hash " + head.hash()
                            + " was expected, and it has ");
        });
    }

    @Test
    @DisplayName(
            "What a version after this one added to an entry is sealed with the rest, and the log goes on behind it")
    void a_member_that_only_a_later_version_knows() throws IOException {
        ObjectNode later = (ObjectNode) StrictJson.parse(lines().get(5).getBytes(StandardCharsets.UTF_8));
        later.put("format", 2).put("ticket", "4711").remove("hash");
        later.put("hash", Digest.of(CanonicalJson.encode(later)).hex());
        List<String> lines = lines();
        lines.set(5, new String(CanonicalJson.encode(later), StandardCharsets.UTF_8));
        write(lines);
        AuditLog log = new AuditLog(folder, this::tick, "node-1");
        log.append("user admin", AuditEvent.of("update", "release", "switched"));
        assertThat(AuditVerification.verify(folder, Optional.of(log.head())).findings())
                .isEmpty();
        assertThat(log.latest(2).get(1).event().to()).isEqualTo("1.6.0");

        write(lines().stream().map(line -> line.replace("4711", "4712")).toList());
        assertThat(AuditVerification.verify(folder, Optional.empty()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.EDITED));
    }

    @Test
    void entries_after_the_signed_head_are_no_fault() throws IOException {
        new AuditLog(folder, this::tick, "node-1").append("schedule", AuditEvent.of("update", "release", "switched"));
        assertThat(verified().findings()).isEmpty();
        assertThat(verified().entries()).isEqualTo(7);
    }

    @Test
    @DisplayName("LS-140 A crash in the middle of a write leaves a chain that verifies, and the cut line is told")
    void cut() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length :
                new int[] {1, 40, lines().get(5).length() - 1, lines().get(5).length()}) {
            Files.write(file, whole);
            String half = lines().get(5).substring(0, length);
            Files.writeString(file, half, StandardOpenOption.APPEND);

            AuditVerification.Report report = verified();
            assertThat(report.sound()).isTrue();
            assertThat(report.cut())
                    .contains("The last line was cut while it was written (" + FILE + ", line 7, " + length
                            + (length == 1 ? " byte" : " bytes") + "); it is no entry.");

            AuditLog log = new AuditLog(folder, this::tick, "node-1");
            log.append("schedule", AuditEvent.of("update", "release", "switched"));
            assertThat(verified().findings()).isEmpty();
            assertThat(verified().cut()).isEmpty();
            assertThat(log.latest(2)).extracting(AuditEntry::number).containsExactly(8L, 7L);
            assertThat(entry(7).event().result())
                    .startsWith("the last line was cut by an interruption: " + length + " bytes, with the SHA-256 ");
        }
    }
}
