package dev.lockstep.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.FleetSettings;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.RosterFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    private Roster roster;

    @BeforeEach
    void openRoster() {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofHours(1),
                event -> {},
                Reports.speakers(folder));
    }

    @AfterEach
    void closeRoster() {
        roster.close();
    }

    @Test
    @DisplayName("LS-190: A computer that has said nothing of what is assigned now is not called current")
    void unheard() {
        Fleet fleet = start();
        Optional<Version> runs = Optional.of(Version.parse("1.1.0"));
        fleet.assignRelease(runs);
        roster.take(Reports.unsigned(Reports.current("alpha", "Alpha")), Optional.empty());
        assertThat(fleet.computers().get(0).explanation()).isEqualTo("This computer is current.");

        fleet.assignRelease(TWO);

        assertThat(fleet.computers().get(0).lastProblem().orElseThrow().code()).isEqualTo(ProblemCode.COMPUTER_UNHEARD);
        assertThat(fleet.computers().get(0).explanation()).contains("Release 2.0.0 is assigned", "still runs 1.1.0");
        roster.take(
                Reports.unsigned(Reports.current("alpha", "Alpha")
                        .withExplanation(Sentence.said("This computer runs 1.1.0 and should run 2.0.0."))),
                Optional.empty());
        assertThat(fleet.computers().get(0).explanation()).isEqualTo("This computer runs 1.1.0 and should run 2.0.0.");
    }

    @Test
    @DisplayName(
            "LS-124 A node whose module list was lost says that it does not know the modules, until they are assigned")
    void a_fresh_node_does_not_know_its_modules() {
        Fleet fleet = start();
        assertThat(fleet.current()).isEqualTo(new Assignment("none", 0, Optional.empty(), List.of(), false));
        assertThat(fleet.hasAssignment()).isFalse();

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
    @DisplayName(
            "LS-185: What a site assigned once, or was asked about, its computers may remove; of nothing else it says so")
    void a_site_says_what_it_dropped() {
        Fleet fleet = start();
        fleet.assignModules(List.of(TARIFFS, ALARMS));
        assertThat(fleet.current().knows("tariffs")).isTrue();
        assertThat(fleet.current().knows("from-elsewhere")).isFalse();

        fleet.assignModules(List.of(ALARMS));
        assertThat(fleet.current().dropped().orElseThrow()).containsExactly("tariffs");
        long revision = fleet.current().revision();
        fleet.assignModules(List.of(ALARMS), Set.of("from-elsewhere"));
        assertThat(fleet.current().revision()).isEqualTo(revision + 1);
        assertThat(fleet.current().dropped().orElseThrow()).containsExactlyInAnyOrder("tariffs", "from-elsewhere");

        fleet.assignModules(List.of(ALARMS, TARIFFS));
        assertThat(start().current().dropped().orElseThrow())
                .as("after a restart; what is assigned again is not dropped")
                .containsExactly("from-elsewhere");
        assertThat(fleet.assignRelease(TWO).dropped())
                .isEqualTo(start().current().dropped());
    }

    @Test
    void a_restart_goes_on_with_the_same_site_and_revision() {
        Fleet before = start();
        before.assignRelease(ONE);
        Assignment assigned = before.assignModules(List.of(TARIFFS));

        assertThat(start().current()).isEqualTo(assigned);
    }

    @Test
    @DisplayName("LS-161 Only what the vendor signed is assigned, with the length and the hash that it signed")
    void what_nobody_vouches_for_is_not_assigned() {
        Fleet fleet = new Fleet(folder, Clock.systemUTC(), () -> false, target -> Optional.empty(), roster);

        assertThatThrownBy(() -> fleet.assignRelease(ONE)).hasMessageContaining("There is no signed release 1.0.0");
        assertThatThrownBy(() -> fleet.assignModules(List.of(TARIFFS)))
                .hasMessageContaining("There is no module tariffs 1.0.0");
        assertThat(fleet.hasAssignment()).isFalse();

        start().assignRelease(ONE);
        assertThat(published()
                        .assignmentFor("x")
                        .orElseThrow()
                        .release()
                        .orElseThrow()
                        .description())
                .isEqualTo(Vouched.everything("releases/1.0.0.json").orElseThrow());
    }

    @Test
    void a_module_that_the_vendor_withdrew_stays_assigned_while_others_change() {
        start().assignModules(List.of(TARIFFS));
        Fleet fleet = new Fleet(
                folder,
                Clock.systemUTC(),
                () -> false,
                target -> target.contains("tariffs") ? Optional.empty() : Vouched.everything(target),
                roster);

        assertThat(fleet.assignModules(List.of(TARIFFS, ALARMS)).modules()).containsExactly(ALARMS, TARIFFS);
    }

    @Test
    void a_damaged_site_says_nothing_and_is_not_replaced_by_another() throws Exception {
        start().assignModules(List.of(TARIFFS));
        Path timestamp = folder.resolve("site/metadata/site/timestamp.json");
        Files.writeString(timestamp, "\0\0\0\0");

        Fleet fleet = start();

        assertThat(fleet.hasAssignment()).isFalse();
        assertThatThrownBy(() -> fleet.assignRelease(ONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The signed site of this server in " + folder.resolve("site"))
                .hasMessageContaining("Restore the backup with lockstep:site-restore");
        assertThat(timestamp).hasContent("\0\0\0\0");
    }

    @Test
    void what_cannot_be_written_is_neither_assigned_nor_announced() throws Exception {
        Fleet fleet = start();
        Assignment before = fleet.assignRelease(ONE);
        List<Assignment> announced = new ArrayList<>();
        fleet.watch(announced::add);
        Files.createDirectory(folder.resolve("site/metadata/site/timestamp.json.new"));

        assertThatThrownBy(() -> fleet.assignRelease(TWO)).isInstanceOf(ProblemException.class);
        assertThat(fleet.current()).isEqualTo(before);
        assertThat(announced).isEmpty();
    }

    @Test
    @DisplayName("LS-128 A server signs again when it starts, so that its computers trust it after a long pause")
    void a_start_signs_again() {
        Clock longAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(20)), ZoneOffset.UTC);
        new Fleet(folder, longAgo, () -> false, Vouched::everything, roster).assignRelease(ONE);
        SiteTrust client = new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC());
        FolderTransport server = new FolderTransport(folder.resolve("site"));
        assertThatThrownBy(() -> client.refresh(server)).hasMessageContaining("too old to be followed");

        start();

        assertThat(client.refresh(server).assignmentFor("x")).isPresent();
    }

    @Test
    @DisplayName("LS-161 A relay passes on what the site above signed, byte for byte, and says nothing of its own")
    void a_relay_passes_on() throws Exception {
        start().assignRelease(ONE);
        SiteMetadata above = new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new FolderTransport(folder.resolve("site")));
        Path data = folder.resolve("relay");
        Fleet relay = new Fleet(data, Clock.systemUTC(), () -> true, Vouched::everything, roster);
        assertThat(relay.assignRelease(TWO).release()).isEmpty();
        assertThat(relay.assignModules(List.of(TARIFFS)).modulesKnown()).isFalse();
        List<Assignment> announced = new ArrayList<>();
        relay.watch(announced::add);

        relay.relay(above);
        relay.relay(above);

        assertThat(relay.current()).isEqualTo(start().current());
        assertThat(announced).containsExactly(relay.current());
        assertThat(data.resolve("site")).doesNotExist();
        for (String path : above.assignmentFiles()) {
            assertThat(relay.folder().resolve(path))
                    .hasSameBinaryContentAs(folder.resolve("site").resolve(path));
        }
        above.files()
                .forEach(file -> assertThat(relay.folder().resolve("metadata/site/" + file.name()))
                        .hasBinaryContent(file.bytes()));
        assertThat(new SiteTrust(folder.resolve("below"), Optional::empty, Clock.systemUTC())
                        .refresh(new FolderTransport(relay.folder()))
                        .assignmentFor("x"))
                .isPresent();
    }

    @Test
    void for_how_long_stale_releases_are_installed_is_signed_once_and_taken_back() {
        Fleet fleet = start();
        fleet.assignRelease(ONE);
        fleet.limitFreshness(policy(" 90 "));
        assertThat(published().freshnessPolicy()).isEqualTo(FreshnessPolicy.refusedAfter(90));
        Map<String, Long> versions = published().versions();
        fleet.limitFreshness(policy("90"));
        assertThat(published().versions()).isEqualTo(versions);

        fleet.limitFreshness(policy(""));
        assertThat(published().freshnessPolicy()).isEqualTo(FreshnessPolicy.UNSAID);
        assertThat(policy("a month")).isEqualTo(FreshnessPolicy.UNSAID);
    }

    @Test
    void a_relay_that_waits_passes_on_before_it_ends() {
        Path main = folder.resolve("main");
        Instant begin = Instant.now();
        Fleet server = new Fleet(main, Clock.fixed(begin, ZoneOffset.UTC), () -> false, Vouched::everything, roster);
        server.assignRelease(ONE);
        Fleet relay = new Fleet(folder.resolve("relay"), Clock.systemUTC(), () -> true, Vouched::everything, roster);
        SiteTrust trust = new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC());
        relay.relayBeforeItEnds(trust.refresh(new FolderTransport(main.resolve("site"))));
        assertThat(relay.hasAssignment()).as("it has told nobody anything yet").isFalse();
        relay.relay(trust.refresh(new FolderTransport(main.resolve("site"))));

        server.assignRelease(TWO);
        relay.relayBeforeItEnds(trust.refresh(new FolderTransport(main.resolve("site"))));
        assertThat(relay.current().release()).as("there is time yet").isEqualTo(ONE);

        Clock later = Clock.fixed(begin.plus(Duration.ofHours(13)), ZoneOffset.UTC);
        new Fleet(main, later, () -> false, Vouched::everything, roster).renew();
        relay.relayBeforeItEnds(trust.refresh(new FolderTransport(main.resolve("site"))));
        assertThat(relay.current().release()).isEqualTo(TWO);
    }

    @Test
    @DisplayName("LS-176 A relay writes what it passes on anew, whichever of its files was damaged")
    void a_relay_mends_what_it_passes_on() throws Exception {
        start().assignRelease(ONE);
        SiteMetadata above = new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new FolderTransport(folder.resolve("site")));
        Path data = folder.resolve("relay");
        new Fleet(data, Clock.systemUTC(), () -> true, Vouched::everything, roster).relay(above);
        List<String> names = Stream.concat(
                        above.assignmentFiles().stream(),
                        above.files().stream().map(file -> "metadata/site/" + file.name()))
                .toList();
        for (String name : names) {
            Path file = data.resolve("site-relayed").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, new byte[whole.length]);

            Fleet relay = new Fleet(data, Clock.systemUTC(), () -> true, Vouched::everything, roster);
            relay.relay(above);

            assertThat(file).hasBinaryContent(whole);
            assertThat(relay.current().release()).isEqualTo(ONE);
        }
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
        return new Fleet(folder, Clock.systemUTC(), () -> false, Vouched::everything, roster);
    }

    private SiteMetadata published() {
        return new PublishedSite(folder.resolve("site"), Clock.systemUTC())
                .read()
                .orElseThrow();
    }

    private static FreshnessPolicy policy(String days) {
        return FleetSettings.FILE
                .read(Map.of(FleetSettings.VENDOR_REFUSED_AFTER.name(), days), warning -> {})
                .get(FleetSettings.VENDOR_REFUSED_AFTER);
    }
}
