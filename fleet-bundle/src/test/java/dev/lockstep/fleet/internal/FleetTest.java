package dev.lockstep.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
    private static final Optional<Version> ONE = Optional.of(Version.parse("1.0.0"));
    private static final Optional<Version> TWO = Optional.of(Version.parse("2.0.0"));
    private static final AssignedModule TARIFFS = new AssignedModule("tariffs", Version.parse("1.0.0"));
    private static final AssignedModule ALARMS = new AssignedModule("alarms", Version.parse("1.0.0"));

    @TempDir
    Path folder;

    private final AtomicInteger sites = new AtomicInteger();
    private Roster roster;

    @BeforeEach
    void openRoster() {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofHours(1));
    }

    @AfterEach
    void closeRoster() {
        roster.close();
    }

    @Test
    @DisplayName(
            "LS-124 A node whose module list was lost says that it does not know the modules, until they are assigned")
    void a_fresh_node_does_not_know_its_modules() {
        Fleet fleet = start();
        assertThat(fleet.current()).isEqualTo(new Assignment("site-1", 0, Optional.empty(), List.of(), false));

        assertThat(fleet.assignRelease(ONE).modulesKnown()).isFalse();
        assertThat(fleet.assignModules(List.of()).modulesKnown())
                .as("an empty list that somebody assigned is a list")
                .isTrue();
    }

    @Test
    void the_revision_rises_with_every_change_and_not_without_one() {
        Fleet fleet = start();
        assertThat(fleet.assignRelease(ONE).revision()).isEqualTo(1);
        assertThat(fleet.assignRelease(ONE).revision()).isEqualTo(1);
        assertThat(fleet.assignModules(List.of(TARIFFS, ALARMS)).revision()).isEqualTo(2);
        assertThat(fleet.assignModules(List.of(ALARMS, TARIFFS)).revision())
                .as("the order in which modules are named says nothing")
                .isEqualTo(2);
        assertThat(fleet.assignRelease(TWO).modules()).containsExactly(ALARMS, TARIFFS);
        assertThat(fleet.current().revision()).isEqualTo(3);
    }

    @Test
    void a_restart_goes_on_with_the_same_site_and_revision() {
        Fleet before = start();
        before.assignRelease(ONE);
        Assignment assigned = before.assignModules(List.of(TARIFFS));

        assertThat(start().current()).isEqualTo(assigned);
    }

    @Test
    void a_crash_in_the_middle_of_writing_leaves_the_assignment_before() throws Exception {
        Assignment assigned = start().assignRelease(ONE);
        Files.writeString(folder.resolve("assignment.json.new"), "{\"format\":1,\"si");

        Fleet after = start();

        assertThat(after.current()).isEqualTo(assigned);
        assertThat(after.assignRelease(TWO).revision()).isEqualTo(2);
    }

    @Test
    @DisplayName("LS-124 After the state was lost clients see another site, whose revisions they compare with nothing")
    void a_lost_or_damaged_assignment_makes_another_site() throws Exception {
        start().assignModules(List.of(TARIFFS));
        Files.writeString(folder.resolve("assignment.json"), "\0\0\0\0");

        assertThat(start().current()).isEqualTo(new Assignment("site-2", 0, Optional.empty(), List.of(), false));
        assertThat(folder.resolve("assignment.json.damaged")).hasContent("\0\0\0\0");

        Files.delete(folder.resolve("assignment.json"));
        assertThat(start().current().site()).isEqualTo("site-3");
    }

    @Test
    void what_cannot_be_written_is_neither_assigned_nor_announced() throws Exception {
        Fleet fleet = start();
        Assignment before = fleet.assignRelease(ONE);
        List<Assignment> announced = new ArrayList<>();
        fleet.watch(announced::add);
        Files.createDirectory(folder.resolve("assignment.json.new"));

        assertThatThrownBy(() -> fleet.assignRelease(TWO))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The folder " + folder + " cannot be written to");
        assertThat(fleet.current()).isEqualTo(before);
        assertThat(announced).isEmpty();
    }

    @Test
    void one_module_is_not_assigned_in_two_versions() {
        Fleet fleet = start();
        assertThatThrownBy(() ->
                        fleet.assignModules(List.of(TARIFFS, new AssignedModule("tariffs", Version.parse("2.0.0")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the module tariffs is there twice");
        assertThat(fleet.current().modulesKnown()).isFalse();
    }

    private Fleet start() {
        return new Fleet(new AssignmentFile(folder, () -> "site-" + sites.incrementAndGet()), roster);
    }
}
