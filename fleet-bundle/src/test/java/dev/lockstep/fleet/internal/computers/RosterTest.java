package dev.lockstep.fleet.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.Digest;
import dev.lockstep.fleet.internal.Reports;
import dev.lockstep.fleet.internal.Voices;
import dev.lockstep.fleet.internal.computers.Roster.Outcome;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    @TempDir
    Path site;

    @Test
    void computers_are_remembered_across_a_restart_with_the_time_they_were_seen() {
        Roster before = open(Roster.Limits.USUAL);
        take(before, Reports.current("b", "Beta"));
        take(before, Reports.failing("a", "Alpha"));
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
        take(roster, Reports.failing("a", "Alpha"));
        roster.flush();
        take(roster, Reports.current("a", "Alpha"));
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
        take(roster, Reports.current("a", "Alpha").withAudit(head(7, "seven")));
        take(roster, Reports.current("a", "Alpha").withAudit(head(9, "nine")));
        assertThat(explanation(roster)).isEqualTo("This computer is current.");

        take(roster, Reports.current("a", "Alpha").withAudit(head(5, "five")));
        roster.close();
        roster = open(Roster.Limits.USUAL);
        take(roster, Reports.current("a", "Alpha").withAudit(head(40, "forty")));

        assertThat(explanation(roster))
                .contains("The audit log of Alpha had 9 entries in an earlier report and has 5 entries now");
        assertThat(roster.computers().get(0).report().audit())
                .as("what proves it")
                .isEqualTo(head(9, "nine"));
        assertThat(roster.forget("a")).isTrue();
        take(roster, Reports.current("a", "Alpha").withAudit(head(40, "forty")));
        assertThat(explanation(roster)).isEqualTo("This computer is current.");
        take(roster, Reports.current("a", "Alpha").withAudit(head(40, "another")));
        assertThat(explanation(roster)).contains("written anew");
        roster.close();
    }

    @Test
    @DisplayName("LS-140 So is the log of a computer behind a relay")
    void behind_a_relay() {
        Roster roster = open(Roster.Limits.USUAL);
        Voices voices = new Voices();
        ComputerReport relay = Reports.relay("r", "Relay");
        ComputerReport below = Reports.current("a", "Alpha");
        roster.take(voices.message(relay.withDownstream(List.of(below.withAudit(head(9, "nine"))))), Optional.empty());
        roster.take(voices.message(relay.withDownstream(List.of(below.withAudit(head(2, "two"))))), Optional.empty());

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
        int one = Statement.unsigned(Reports.current("a", "A")).length();
        Roster roster = open(new Roster.Limits(2, 3L * one));
        assertThat(take(roster, Reports.current("a", "A"))).isEqualTo(Outcome.TAKEN);
        assertThat(take(roster, Reports.current("b", "B"))).isEqualTo(Outcome.TAKEN);
        assertThat(take(roster, Reports.current("c", "C")))
                .as("a third computer")
                .isEqualTo(Outcome.FULL);
        assertThat(take(
                        roster,
                        Reports.current("b", "B".repeat(2 * one / 3)).withExplanation(Sentence.said("x".repeat(one)))))
                .as("more bytes")
                .isEqualTo(Outcome.FULL);
        assertThat(take(roster, Reports.current("b", "B2")))
                .as("in place of the one before")
                .isEqualTo(Outcome.TAKEN);
        assertThat(names(roster)).containsExactly("A", "B2");
        roster.close();
    }

    @Test
    @DisplayName("LS-174 However many computers a relay brings, those that report here themselves find room")
    void relays_leave_room() {
        Roster roster = open(new Roster.Limits(3, 1 << 20));
        Voices voices = new Voices();
        List<ComputerReport> crowd = IntStream.range(0, 50)
                .mapToObj(number -> Reports.current("ghost-" + number, "Ghost"))
                .toList();
        roster.take(voices.message(Reports.relay("r", "Relay").withDownstream(crowd)), Optional.empty());
        assertThat(take(roster, Reports.current("a", "A"))).isEqualTo(Outcome.TAKEN);
        assertThat(take(roster, Reports.current("b", "B"))).isEqualTo(Outcome.TAKEN);
        assertThat(names(roster)).containsExactly("A", "B", "Relay");
        assertThat(roster.computers().get(2).report().downstream()).hasSize(2);
        roster.close();
    }

    @Test
    void a_computer_that_is_forgotten_is_not_known_after_a_restart_either() throws Exception {
        Roster roster = open(new Roster.Limits(2, 1 << 20));
        take(roster, Reports.current("a", "Alpha"));
        take(roster, Reports.current("b", "Beta"));
        roster.flush();
        take(roster, Reports.failing("a", "Alpha"));
        assertThat(roster.forget("a")).isTrue();
        assertThat(roster.forget("a")).as("twice").isFalse();
        assertThat(names(roster)).containsExactly("Beta");
        assertThat(take(roster, Reports.current("c", "Gamma")))
                .as("there is room again")
                .isEqualTo(Outcome.TAKEN);
        roster.close();

        Roster after = open(Roster.Limits.USUAL);
        assertThat(names(after)).containsExactly("Beta", "Gamma");
        after.close();
    }

    @Test
    void a_computer_that_was_reinstalled_is_the_successor_of_the_one_that_fell_silent() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Roster roster = new Roster(
                new RosterFolder(folder),
                now::get,
                Roster.Limits.USUAL,
                Duration.ofDays(1),
                event -> {},
                Reports.speakers(site));
        take(roster, Reports.current("before", "Alpha"));
        take(roster, Reports.current("z", "Zeta"));
        now.set(NOW.plus(Duration.ofMinutes(30)));
        take(roster, Reports.current("after", "Alpha"));
        assertThat(names(roster)).as("both were there just now").containsExactly("Alpha", "Alpha", "Zeta");

        now.set(NOW.plus(Duration.ofMinutes(90)));
        take(roster, Reports.current("after", "Alpha"));

        assertThat(roster.known()).extracting(KnownComputers.Known::id).containsExactly("after", "z", "before");
        assertThat(roster.computers().get(2).report().explanation())
                .isEqualTo("Not seen since 2026-11-22T12:00:00Z; another computer reports under this name, as after a"
                        + " reinstallation. Forget this one with: lockstep:forget before");
        roster.close();
    }

    @Test
    @DisplayName("LS-190: A computer whose relay distributes no more stays in the list, and is told to be silent")
    void behindARelayThatStopped() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Roster roster = new Roster(
                new RosterFolder(folder),
                now::get,
                Roster.Limits.USUAL,
                Duration.ofDays(1),
                event -> {},
                Reports.speakers(site));
        Voices voices = new Voices();
        roster.take(
                voices.message(Reports.relay("relay", "Relay").withDownstream(List.of(Reports.current("far", "Far")))),
                Optional.empty());
        now.set(NOW.plus(Duration.ofHours(2)));
        roster.take(voices.message(Reports.current("relay", "Relay")), Optional.empty());

        var relay = roster.computers().get(0).report();
        assertThat(relay.lastProblem()).isEmpty();
        assertThat(relay.downstream()).singleElement().satisfies(far -> {
            assertThat(far.id()).isEqualTo("far");
            assertThat(far.lastProblem().orElseThrow().code()).isEqualTo(ProblemCode.COMPUTER_SILENT);
            assertThat(far.explanation()).contains("since 2026-11-22T12:00:00Z", "This computer is current.");
        });
        roster.close();
    }

    @Test
    void a_damaged_file_costs_one_computer_and_not_the_start() throws Exception {
        Roster before = open(Roster.Limits.USUAL);
        take(before, Reports.current("a", "Alpha"));
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
        take(before, Reports.current("CON", "One"));
        take(before, Reports.current("con", "Two"));
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
        take(roster, Reports.current("a", "Alpha"));
        take(roster, Reports.current("b", "Beta"));
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
        return new Roster(
                new RosterFolder(folder),
                InstantSource.fixed(NOW),
                limits,
                Duration.ofHours(1),
                event -> {},
                Reports.speakers(site));
    }

    private static Outcome take(Roster roster, ComputerReport report) {
        return roster.take(Reports.unsigned(report), Optional.empty());
    }
}
