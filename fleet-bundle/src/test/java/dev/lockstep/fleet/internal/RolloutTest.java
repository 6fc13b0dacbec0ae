package dev.lockstep.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.SiteAssignments.Apart;
import dev.lockstep.core.node.SiteAssignments.Move;
import dev.lockstep.core.node.SiteAssignments.Plan;
import dev.lockstep.core.node.SiteAssignments.Target;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.assignment.Rollout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups and single computers that run another release than everybody, as their computers hear it over HTTP. */
class RolloutTest {
    private final Voices voices = new Voices();
    private static final Version ONE = Version.parse("1.0.0");
    private static final Version TWO = Version.parse("1.1.0");
    private static final Target PILOT = target("pilot");

    @TempDir
    private Path folder;

    private final TestVendor vendor = new TestVendor();
    private final List<AuditEvent> audited = new ArrayList<>();
    private final List<String> mirrored = new ArrayList<>();
    private Site site;
    private Rollout rollout;

    @BeforeEach
    void threeComputers() throws Exception {
        site = new Site(folder);
        site.fleet.assignRelease(Optional.of(ONE));
        for (String name : List.of("one", "two", "three")) {
            report(name, "linux-x64");
        }
        site.distribution.mirrored = mirrored::add;
        rollout = new Rollout(vendor, site.fleet, site.roster, vendor, site.distribution, audited::add);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    @DisplayName(
            "LS-184: what the site declines is signed with its reason, stands in the audit log, and can be taken back")
    void theSiteDeclines() {
        Withdrawal.What what = Withdrawal.What.release(TWO);

        rollout.decline(what, "Our archive is not ready.");

        assertThat(declined().of(TWO)).hasValueSatisfying(entry -> {
            assertThat(entry.origin()).isEqualTo(Withdrawal.Origin.SITE);
            assertThat(entry.reason()).isEqualTo("Our archive is not ready.");
        });
        assertThat(declined().of(ONE)).isEmpty();
        assertThat(rollout.allow(what)).isTrue();
        assertThat(rollout.allow(what)).isFalse();
        assertThat(declined().entries()).isEmpty();
        assertThat(audited)
                .extracting(event -> event.action() + " " + event.subject() + ": " + event.result())
                .containsExactly("decline release 1.1.0: declined", "decline release 1.1.0: allowed again");
    }

    private Withdrawals declined() {
        return new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                        .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", site.port()), false)))
                .declined();
    }

    @Test
    @DisplayName(
            "LS-142 A pilot group goes first: its members follow its release, the others everybody's, until it is cleared")
    void aGroupGoesFirst() {
        site.fleet.assignModules(List.of(new AssignedModule("tariffs", ONE)));
        rollout.change("pilot", List.of("one", "id-two"), List.of());

        Plan plan = rollout.plan(PILOT, Optional.of(TWO));
        assertThat(plan.moves())
                .containsExactly(
                        new Move("id-one", "one", Optional.of(ONE), Optional.of(TWO), false, Optional.empty()),
                        new Move("id-two", "two", Optional.of(ONE), Optional.of(TWO), false, Optional.empty()));
        assertThat(followed("id-one")).isEqualTo(ONE);
        assertThat(audited).hasSize(1);

        Plan done = rollout.assign(PILOT, Optional.of(TWO), Progress.SILENT);

        assertThat(mirrored).containsExactly("1.1.0");
        assertThat(followed("id-one")).isEqualTo(TWO);
        assertThat(followed("id-two")).isEqualTo(TWO);
        assertThat(followed("id-three")).isEqualTo(ONE);
        assertThat(assignment("id-one").modules()).as("modules are everybody's").hasSize(1);
        assertThat(assignment("id-one").counter()).isEqualTo(done.revision());
        assertThat(site.fleet.releases()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(rollout.apart())
                .containsExactly(new Apart(
                        "group pilot", new TreeSet<>(Set.of("id-one", "id-two")), Optional.of(TWO), done.revision()));

        Plan cleared = rollout.assign(PILOT, Optional.empty(), Progress.SILENT);
        assertThat(followed("id-one")).isEqualTo(ONE);
        assertThat(cleared.revision()).isGreaterThan(done.revision());
        assertThat(rollout.apart()).isEmpty();
        assertThat(audited)
                .extracting(
                        event -> event.action() + ": " + event.subject() + ", " + event.from() + " -> " + event.to())
                .containsExactly(
                        "change group: group pilot,  -> one, two",
                        "assign: group pilot, as everybody -> 1.1.0",
                        "assign: group pilot, 1.1.0 -> as everybody");
    }

    @Test
    void whatAComputerIsAssignedByItselfIsCloserThanItsGroups() {
        rollout.change("pilot", List.of("one", "two"), List.of());
        rollout.assign(PILOT, Optional.of(TWO), Progress.SILENT);
        rollout.assign(target("", "two"), Optional.of(Version.parse("1.2.0")), Progress.SILENT);

        assertThat(followed("id-two")).isEqualTo(Version.parse("1.2.0"));
        assertThat(rollout.apart()).extracting(Apart::who).containsExactly("group pilot", "two");
        assertThat(rollout.plan(target("", "two"), Optional.empty()).moves())
                .as("it would follow its group again")
                .singleElement()
                .satisfies(move -> assertThat(move.to()).contains(TWO));
    }

    @Test
    void whoComesIntoAGroupFollowsItAndWhoLeavesFollowsTheOthers() {
        rollout.change("pilot", List.of("one"), List.of());
        rollout.assign(PILOT, Optional.of(TWO), Progress.SILENT);

        rollout.change("pilot", List.of("two"), List.of("one"));
        assertThat(followed("id-one")).isEqualTo(ONE);
        assertThat(followed("id-two")).isEqualTo(TWO);

        rollout.change("pilot", List.of(), List.of("two"));
        assertThat(followed("id-two")).isEqualTo(ONE);
        assertThat(rollout.groups()).isEmpty();
        assertThat(rollout.apart()).isEmpty();
    }

    @Test
    void groupsAreThereAgainAfterARestartAndInTheBackupOfTheSite() throws Exception {
        rollout.change("pilot", List.of("one"), List.of());

        Fleet restarted = new Fleet(folder, Clock.systemUTC(), () -> false, Vouched::everything, site.roster);
        assertThat(restarted.groups().members("pilot")).containsExactly("id-one");
        assertThat(restarted.own().files()).containsKey("groups.json");
    }

    @Test
    void aPlanNamesWhoGoesBackAndWhoCannotRunTheRelease() {
        report("windows", "windows-x64");
        take(computer("ahead", "linux-x64", TWO, List.of()));

        Plan plan = rollout.plan(target("", "windows", "ahead"), Optional.of(ONE));

        assertThat(plan.goesBack()).isTrue();
        assertThat(plan.moves())
                .extracting(Move::computer, Move::back, move -> move.refused().map(why -> why.code()))
                .containsExactly(
                        tuple("ahead", true, Optional.empty()),
                        tuple("windows", false, Optional.of(ProblemCode.PLATFORM_UNSUPPORTED)));
    }

    @Test
    void computersBelowRelaysAreMeantToo() {
        ComputerReport below = computer("far", "linux-x64", ONE, List.of());
        take(computer("relay", "linux-x64", ONE, List.of(below)));

        rollout.assign(target("", "far"), Optional.of(TWO), Progress.SILENT);

        assertThat(followed("id-far")).isEqualTo(TWO);
        assertThat(followed("id-relay")).isEqualTo(ONE);
    }

    @Test
    void whileTheVendorsWordIsStaleNothingIsAssignedAndWhatIsCanBeTakenBack() {
        rollout.assign(target("", "one"), Optional.of(TWO), Progress.SILENT);
        vendor.now = vendor.now.plusSeconds(1);

        assertRefused(() -> rollout.assign(target("", "two"), Optional.of(TWO), Progress.SILENT))
                .satisfies(
                        e -> assertThat(((ProblemException) e).problem().code()).isEqualTo(ProblemCode.VENDOR_STALE));
        assertThat(followed("id-two")).isEqualTo(ONE);
        rollout.assign(target("", "one"), Optional.empty(), Progress.SILENT);
        assertThat(followed("id-one")).isEqualTo(ONE);
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        rollout.change("pilot", List.of("one"), List.of());

        assertRefused(() -> rollout.plan(target("", "nobody"), Optional.of(TWO)))
                .hasMessageStartingWith(
                        "No computer that reported here is called \"nobody\". lockstep:computers lists them");
        assertRefused(() -> rollout.plan(target("pilots"), Optional.of(TWO)))
                .hasMessageStartingWith(
                        "Nothing was assigned: there is no group \"pilots\". Make it with: lockstep:group --add");
        assertRefused(() -> rollout.plan(target(""), Optional.of(TWO)))
                .hasMessageContaining("a release for everybody is installed here, with lockstep:update");
        assertRefused(() -> rollout.plan(PILOT, Optional.of(Version.parse("9.9.9"))))
                .hasMessageStartingWith("There is no release 9.9.9 at the vendor");
        assertRefused(() -> rollout.change("../x", List.of("one"), List.of()))
                .hasMessageContaining("the name of a group has up to 64 letters, digits");
        assertRefused(() -> rollout.change("second", List.of("one"), List.of()))
                .hasMessageContaining("the computer one is in the group pilot already")
                .hasMessageContaining("lockstep:group --remove one pilot");
        vendor.source = SourceKind.COMPUTER;
        assertRefused(() -> rollout.assign(PILOT, Optional.of(TWO), Progress.SILENT))
                .hasMessageContaining("Do this at the main server.");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(ProblemException.class);
    }

    private static Target target(String group, String... computers) {
        return new Target(
                group.isEmpty() ? new TreeSet<>() : new TreeSet<>(Set.of(group)), new TreeSet<>(List.of(computers)));
    }

    private void report(String name, String platform) {
        take(computer(name, platform, ONE, List.of()));
    }

    private void take(ComputerReport report) {
        site.roster.take(voices.message(report), Optional.empty());
    }

    private static ComputerReport computer(String name, String platform, Version runs, List<ComputerReport> below) {
        ComputerReport report = Reports.current("id-" + name, name);
        return new ComputerReport(
                report.id(),
                report.name(),
                platform,
                new TreeMap<>(Map.of("metering-workstation", runs)),
                report.modules(),
                true,
                !below.isEmpty(),
                List.of(),
                "idle",
                report.explanation(),
                report.lastCheck(),
                Optional.empty(),
                below,
                Optional.empty());
    }

    private Version followed(String id) {
        return assignment(id).release().orElseThrow().version();
    }

    private SiteAssignment assignment(String id) {
        return new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                        .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", site.port()), false)))
                .assignmentFor(id)
                .orElseThrow();
    }
}
