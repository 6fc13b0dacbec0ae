package dev.lockstep.fleet.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.fleet.internal.Reports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void computers_are_remembered_across_a_restart_with_the_time_they_were_seen() {
        Roster before = open(Roster.Limits.USUAL);
        before.take(Reports.current("b", "Beta"), 500);
        before.take(Reports.failing("a", "Alpha"), 500);
        before.close();

        Roster after = open(Roster.Limits.USUAL);
        assertThat(after.computers())
                .extracting(SeenComputer::report)
                .containsExactly(Reports.failing("a", "Alpha"), Reports.current("b", "Beta"));
        assertThat(after.computers()).extracting(SeenComputer::seen).containsOnly(NOW);
        after.close();
    }

    @Test
    void a_later_report_takes_the_place_of_an_earlier_one() {
        Roster roster = open(Roster.Limits.USUAL);
        roster.take(Reports.failing("a", "Alpha"), 500);
        roster.flush();
        roster.take(Reports.current("a", "Alpha"), 500);
        roster.close();

        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("Alpha");
        assertThat(after.computers().get(0).report().lastProblem()).isEmpty();
        after.close();
    }

    @Test
    @DisplayName("LS-140 A computer whose audit log was cut off is shown, and stays so until somebody forgets it")
    void a_log_only_grows() throws IOException {
        Roster roster = open(Roster.Limits.USUAL);
        roster.take(Reports.current("a", "Alpha").withAudit(head(7, "seven")), 500);
        roster.take(Reports.current("a", "Alpha").withAudit(head(9, "nine")), 500);
        assertThat(explanation(roster)).isEqualTo("This computer is current.");

        roster.take(Reports.current("a", "Alpha").withAudit(head(5, "five")), 500);
        roster.close();
        roster = open(Roster.Limits.USUAL);
        roster.take(Reports.current("a", "Alpha").withAudit(head(40, "forty")), 500);

        assertThat(explanation(roster))
                .contains("The audit log of Alpha had 9 entries in an earlier report and has 5 now");
        assertThat(roster.computers().get(0).report().audit())
                .as("what proves it")
                .isEqualTo(head(9, "nine"));
        assertThat(roster.forget("a")).isTrue();
        roster.take(Reports.current("a", "Alpha").withAudit(head(40, "forty")), 500);
        assertThat(explanation(roster)).isEqualTo("This computer is current.");
        roster.take(Reports.current("a", "Alpha").withAudit(head(40, "another")), 500);
        assertThat(explanation(roster)).contains("written anew");
        roster.close();
    }

    @Test
    @DisplayName("LS-140 So is the log of a computer behind a relay")
    void behind_a_relay() {
        Roster roster = open(Roster.Limits.USUAL);
        ComputerReport relay = Reports.relay("r", "Relay");
        ComputerReport below = Reports.current("a", "Alpha");
        roster.take(relay.withDownstream(List.of(below.withAudit(head(9, "nine")))), 500);
        roster.take(relay.withDownstream(List.of(below.withAudit(head(2, "two")))), 500);

        assertThat(roster.computers().get(0).report().downstream())
                .singleElement()
                .satisfies(report ->
                        assertThat(report.lastProblem().orElseThrow().code()).isEqualTo(ProblemCode.AUDIT_SHORTENED));
        roster.close();
    }

    private static String explanation(Roster roster) {
        return roster.computers().get(0).report().explanation();
    }

    private static Optional<AuditHead> head(long count, String last) {
        return Optional.of(new AuditHead(count, Digest.of(last.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void neither_too_many_computers_nor_too_many_bytes_are_taken_and_known_ones_still_report() {
        Roster roster = open(new Roster.Limits(2, 1000));
        assertThat(roster.take(Reports.current("a", "A"), 400)).isTrue();
        assertThat(roster.take(Reports.current("b", "B"), 400)).isTrue();
        assertThat(roster.take(Reports.current("c", "C"), 10))
                .as("a third computer")
                .isFalse();
        assertThat(roster.take(Reports.current("b", "B"), 700)).as("more bytes").isFalse();
        assertThat(roster.take(Reports.current("b", "B2"), 600))
                .as("in place of its 400")
                .isTrue();
        assertThat(names(roster)).containsExactly("A", "B2");
        roster.close();
    }

    @Test
    void a_computer_that_is_forgotten_is_not_known_after_a_restart_either() throws Exception {
        Roster roster = open(new Roster.Limits(2, 1000));
        roster.take(Reports.current("a", "Alpha"), 400);
        roster.take(Reports.current("b", "Beta"), 400);
        roster.flush();
        roster.take(Reports.failing("a", "Alpha"), 400);
        assertThat(roster.forget("a")).isTrue();
        assertThat(roster.forget("a")).as("twice").isFalse();
        assertThat(names(roster)).containsExactly("Beta");
        assertThat(roster.take(Reports.current("c", "Gamma"), 600))
                .as("there is room again")
                .isTrue();
        roster.close();

        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("Beta", "Gamma");
        after.close();
    }

    @Test
    void a_computer_that_was_reinstalled_is_the_successor_of_the_one_that_fell_silent() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Roster roster =
                new Roster(new RosterFolder(folder), now::get, Roster.Limits.USUAL, Duration.ofDays(1), event -> {});
        roster.take(Reports.current("before", "Alpha"), 400);
        roster.take(Reports.current("z", "Zeta"), 400);
        now.set(NOW.plus(Duration.ofMinutes(30)));
        roster.take(Reports.current("after", "Alpha"), 400);
        assertThat(names(roster)).as("both were there just now").containsExactly("Alpha", "Alpha", "Zeta");

        now.set(NOW.plus(Duration.ofMinutes(90)));
        roster.take(Reports.current("after", "Alpha"), 400);

        assertThat(roster.known()).extracting(KnownComputers.Known::id).containsExactly("after", "z", "before");
        assertThat(roster.computers().get(2).report().explanation())
                .isEqualTo("Not seen since 2026-11-22T12:00:00Z; another computer reports under this name, as after a"
                        + " reinstallation. Forget this one with: lockstep:forget before");
        roster.close();
    }

    @Test
    void a_damaged_file_costs_one_computer_and_not_the_start() throws Exception {
        Roster before = open(Roster.Limits.USUAL);
        before.take(Reports.current("a", "Alpha"), 500);
        before.close();
        Files.writeString(folder.resolve("broken.json"), "{\"seen\":\"yesterday\"");
        Files.writeString(folder.resolve("empty.json"), "");
        Files.writeString(folder.resolve("time.json"), "{\"seen\":\"yesterday\",\"report\":{}}");

        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("Alpha");
        after.close();
    }

    @Test
    void ids_that_windows_would_take_for_devices_or_for_one_file_are_kept_apart() throws Exception {
        Roster before = open(Roster.Limits.USUAL);
        before.take(Reports.current("CON", "One"), 500);
        before.take(Reports.current("con", "Two"), 500);
        before.close();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2)
                    .allMatch(name -> name.matches("[0-9a-f]{64}\\.json"));
        }
        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("One", "Two");
        after.close();
    }

    @Test
    void what_could_not_be_written_is_written_later() throws Exception {
        Roster roster = open(Roster.Limits.USUAL);
        roster.take(Reports.current("a", "Alpha"), 500);
        roster.take(Reports.current("b", "Beta"), 500);
        Files.delete(folder);
        Files.writeString(folder, "in the way");
        roster.flush();
        Files.delete(folder);
        roster.close();

        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("Alpha", "Beta");
        after.close();
    }

    private static List<String> names(Roster roster) {
        return roster.computers().stream()
                .map(computer -> computer.report().name())
                .toList();
    }

    private Roster open(Roster.Limits limits) {
        return new Roster(new RosterFolder(folder), InstantSource.fixed(NOW), limits, Duration.ofHours(1), event -> {});
    }
}
