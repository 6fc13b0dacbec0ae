package dev.lockstep.fleet.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.SiteVersions.Behind;
import dev.lockstep.core.node.SiteVersions.Ended;
import dev.lockstep.core.node.SiteVersions.State;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.FleetSettings;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.Reports;
import dev.lockstep.fleet.internal.Voices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteWatchTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Version OLD = Version.parse("1.0.0");
    private static final Version NEW = Version.parse("1.1.0");

    @TempDir
    Path folder;

    private Instant now = START;
    private Version own = OLD;
    private Map<String, Version> apart = Map.of();
    private Roster roster;
    private SiteWatch watch;

    @BeforeEach
    void everybodyRunsTheOldVersion() {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                () -> now,
                Roster.Limits.USUAL,
                Duration.ofHours(1),
                event -> {},
                Reports.speakers(folder));
        watch = watch();
        report("one", OLD, "It is current.");
        report("two", OLD, "It is current.");
        watch.look();
    }

    @AfterEach
    void stop() {
        watch.close();
        roster.close();
    }

    @Test
    void aSlipInTheSettingsIsNamedAndTheUsualBoundsAreUsed() {
        List<String> warnings = new ArrayList<>();
        assertThat(SiteWatch.Bounds.of(FleetSettings.FILE.read(
                        Map.of("mixed.limit", "ten minutes", "silent.after", "90"), warnings::add)))
                .isEqualTo(new SiteWatch.Bounds(Duration.ofMinutes(10), Duration.ofSeconds(90)));
        assertThat(warnings)
                .containsExactly(
                        "etc/dev.lockstep.fleet.cfg: mixed.limit: \"ten minutes\" is not usable, expected is 1 to 999999999;"
                                + " 600 is used.");
    }

    @Test
    @DisplayName(
            "LS-091 From the first computer on the new version to the last, the site is mixed; then that was measured")
    void theMixedStateIsShownWhileItLastsAndMeasured() {
        assertThat(watch.state()).isEqualTo(new State.Uniform(List.of()));
        own = NEW;
        watch.look();
        later(5);
        report("one", NEW, "It is current.");
        report("two", OLD, "An operation is under way (stage): wait for it to end.");
        assertThat(watch.state())
                .isEqualTo(new State.Mixed(
                        START,
                        NEW,
                        2,
                        3,
                        List.of(behind("two", true, now, "An operation is under way (stage): wait for it to end.")),
                        false));
        assertThat(watch.ended()).isEmpty();
        later(7);
        report("two", NEW, "It is current.");
        watch.look();
        assertThat(watch.state()).isEqualTo(new State.Uniform(List.of()));
        assertThat(watch.ended())
                .containsExactly(new Ended(START, now, new TreeSet<>(Set.of(OLD, NEW)), false, List.of()));
        assertThat(watch.ended().get(0).lasted()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    @DisplayName("LS-142 A pilot group that runs what it was assigned makes the site no mixed one; one that lags does")
    void whoRunsWhatItIsAssignedApartIsWhereItShouldBe() {
        apart = Map.of("one", NEW);
        report("one", NEW, "It is current.");
        assertThat(watch.state()).isEqualTo(new State.Uniform(List.of()));

        report("two", NEW, "It was updated by hand.");
        assertThat(watch.state()).isInstanceOf(State.Mixed.class);
    }

    @Test
    @DisplayName("LS-091 After the limit the mixed state is overdue, and names who lags with the reason")
    void afterItsLimitTheMixedStateIsOverdue() {
        own = NEW;
        watch.look();
        report("one", NEW, "It is current.");
        later(600);
        report("two", OLD, "Release 1.1.0 failed here.");
        assertThat(watch.state())
                .isInstanceOfSatisfying(
                        State.Mixed.class, mixed -> assertThat(mixed.overdue()).isFalse());
        later(1);
        assertThat(watch.state()).isInstanceOfSatisfying(State.Mixed.class, mixed -> {
            assertThat(mixed.overdue()).isTrue();
            assertThat(mixed.behind())
                    .containsExactly(behind("two", true, now.minusSeconds(1), "Release 1.1.0 failed here."));
        });
        report("two", NEW, "It is current.");
        assertThat(watch.ended()).extracting(Ended::overdue).containsExactly(true);
    }

    @Test
    @DisplayName("LS-091 A computer that is away is named, and what it does not do does not count")
    void aComputerThatIsAwayDoesNotProlongTheMixedState() {
        later(1200);
        report("one", OLD, "It is current.");
        later(1);
        own = NEW;
        watch.look();
        Instant begun = now;
        later(3);
        report("one", NEW, "It is current.");
        Behind away = behind("two", false, START, "It is current.");
        assertThat(watch.state()).isEqualTo(new State.Uniform(List.of(away)));
        assertThat(watch.ended())
                .containsExactly(new Ended(begun, now, new TreeSet<>(Set.of(OLD, NEW)), false, List.of("two")));

        later(3600);
        report("one", NEW, "It is current.");
        report("two", OLD, "This computer runs 1.0.0 and should run 1.1.0.");
        assertThat(watch.state()).as("when it returns").isInstanceOf(State.Mixed.class);
        later(9);
        report("two", NEW, "It is current.");
        assertThat(watch.ended()).hasSize(2).first().extracting(Ended::lasted).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void onlyAComputerThatFallsSilentEndsTheMixedStateWithoutFollowing() {
        own = NEW;
        watch.look();
        report("one", NEW, "It is current.");
        later(1200);
        report("one", NEW, "It is current.");
        assertThat(watch.state()).isInstanceOf(State.Mixed.class);
        later(1);
        assertThat(watch.state()).isInstanceOf(State.Uniform.class);
        assertThat(watch.ended()).extracting(Ended::away).containsExactly(List.of("two"));
    }

    @Test
    void aReleaseThatIsTakenBackOnTheServerIsAMixedStateAsWell() {
        own = NEW;
        watch.look();
        later(4);
        own = OLD;
        watch.look();
        assertThat(watch.ended()).extracting(Ended::lasted).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void aServerThatRestartsInTheMiddleGoesOnMeasuring() {
        own = NEW;
        watch.look();
        watch.close();
        later(30);
        watch = watch();
        report("one", NEW, "It is current.");
        report("two", NEW, "It is current.");
        assertThat(watch.ended()).extracting(Ended::lasted).containsExactly(Duration.ofSeconds(30));
        watch.close();
        watch = watch();
        assertThat(watch.ended()).extracting(Ended::lasted).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void aDamagedRecordOrAClockThatIsSetBackCostsAMeasurementAndNotTheStart() throws Exception {
        own = NEW;
        watch.look();
        now = START.minusSeconds(3600);
        report("one", NEW, "It is current.");
        report("two", NEW, "It is current.");
        assertThat(watch.ended()).extracting(Ended::lasted).containsExactly(Duration.ZERO);
        Files.writeString(folder.resolve("mixed.json"), "{\"ended\":[{\"since\":\"yesterday\"}]}");
        watch.close();
        watch = watch();
        assertThat(watch.ended()).isEmpty();
    }

    @Test
    void computersBehindARelayCountByWhenTheyWereHeardOfAndThoseWithoutComponentsDoNot() {
        roster.take(
                new Voices()
                        .message(report(
                                "relay",
                                Map.of("lockstep-node", OLD),
                                Optional.of(now),
                                List.of(
                                        report("leaf", Map.of("metering-poll", OLD), Optional.of(now), List.of()),
                                        report(
                                                "gone",
                                                Map.of("metering-poll", OLD),
                                                Optional.of(now.minusSeconds(7200)),
                                                List.of())))),
                Optional.empty());
        own = NEW;
        assertThat(watch.state()).isInstanceOfSatisfying(State.Mixed.class, mixed -> {
            assertThat(mixed.connected()).isEqualTo(4);
            assertThat(mixed.behind())
                    .extracting(Behind::computer)
                    .contains("leaf", "gone")
                    .doesNotContain("relay");
            assertThat(mixed.behind())
                    .filteredOn(computer -> !computer.connected())
                    .extracting(Behind::computer)
                    .containsExactly("gone");
        });
    }

    private SiteWatch watch() {
        return new SiteWatch(
                roster,
                () -> new SiteSnapshot.Own(Map.of("metering-server", own), Optional.of(own), apart),
                new MixedStateFile(folder),
                () -> now,
                SiteWatch.Bounds.of(FleetSettings.FILE.read(Map.of())));
    }

    private void later(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private static Behind behind(String name, boolean connected, Instant seen, String reason) {
        return new Behind(name, new TreeSet<>(Set.of(OLD)), connected, seen, Sentence.said(reason));
    }

    private void report(String name, Version version, String explanation) {
        roster.take(
                Reports.unsigned(
                        report(name, Map.of("metering-poll", version), Optional.of(now), List.of(), explanation)),
                Optional.empty());
    }

    private static ComputerReport report(
            String name, Map<String, Version> components, Optional<Instant> checked, List<ComputerReport> below) {
        return report(name, components, checked, below, "It is current.");
    }

    private static ComputerReport report(
            String name,
            Map<String, Version> components,
            Optional<Instant> checked,
            List<ComputerReport> below,
            String explanation) {
        return new ComputerReport(
                name,
                name,
                "linux-x64",
                new TreeMap<>(components),
                new TreeMap<>(),
                false,
                !below.isEmpty(),
                List.of(),
                "idle",
                explanation,
                checked,
                Optional.empty(),
                below,
                Optional.empty());
    }
}
