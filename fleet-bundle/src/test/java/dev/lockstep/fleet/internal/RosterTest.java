package dev.lockstep.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
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
        return new Roster(new RosterFolder(folder), InstantSource.fixed(NOW), limits, Duration.ofHours(1));
    }
}
