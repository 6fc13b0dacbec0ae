package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.client.internal.trigger.Cycle;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.Programs;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DistributingTest {
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private Installation server;
    private RecordingNeighbours others;

    @BeforeEach
    void aServer() {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", contents("1.0.0"));
        server = new Installation(folder.resolve("server"))
                .settings("source = folder", "folder = " + vendor.folder(), "distribute = true", "components = files")
                .trust(vendor);
        others = new RecordingNeighbours().of(server);
    }

    private static VendorSite.Contents contents(String version) {
        return new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("version.txt", version))));
    }

    @Test
    @DisplayName(
            "LS-111 LS-112 LS-115 A check offers to update the empty distribution folder, even when the installed version is current")
    void theOfferComes() throws IOException {
        installedWithoutDistribution("1.0.0");

        assertThat(server.started().check(Progress.SILENT))
                .isInstanceOfSatisfying(CheckOutcome.RebuildOffered.class, offered -> {
                    assertThat(offered.version()).hasToString("1.0.0");
                    assertThat(offered.bytes()).isEqualTo(4711);
                    assertThat(offered.problem().code()).isEqualTo(ProblemCode.DISTRIBUTION_UNFILLED);
                });
    }

    @Test
    @DisplayName("LS-113 LS-114 Declined, the offer changes nothing and comes again")
    void theOfferComesAgain() throws IOException {
        installedWithoutDistribution("1.0.0");
        Agent agent = server.started();

        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.RebuildOffered.class);
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.RebuildOffered.class);
        assertThat(others.calls).isEmpty();
    }

    @Test
    void theOfferComesForADamagedFolderToo() throws IOException {
        installedWithoutDistribution("1.0.0");
        Problem damage = Problem.of(ProblemCode.DISTRIBUTION_DAMAGED, Map.of("folder", "distribution", "missing", "3"));
        others.state = new Distribution.State.Damaged(damage);

        assertThat(server.started().check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.RebuildOffered.class,
                        offered -> assertThat(offered.problem()).isEqualTo(damage));
    }

    @Test
    @DisplayName("LS-112 Accepted, the folder is filled and the clients are told")
    void theFolderIsFilled() throws IOException {
        installedWithoutDistribution("1.0.0");
        Agent agent = server.started();

        assertThat(agent.rebuildDistribution(Progress.SILENT).version()).hasToString("1.0.0");

        assertThat(others.calls).containsExactly("mirror 1.0.0", "assign 1.0.0");
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);
    }

    @Test
    @DisplayName(
            "LS-109 LS-110 Distribution that is off is found with what follows from it, switched on, and the folder filled")
    void distributionIsMadeSure() throws IOException {
        server.settings("source = folder", "folder = " + vendor.folder(), "components = files");
        installedWithoutDistribution("1.0.0");
        others.computers = List.of(report("1.0.0"));
        Agent agent = server.started();

        Problem off = agent.distributionOff().orElseThrow();
        assertThat(off.code()).isEqualTo(ProblemCode.DISTRIBUTION_SWITCHED_OFF);
        assertThat(off.toString())
                .contains("is off", "(1 has reported here so far)", "keep the version that they have")
                .endsWith("[LS-DISTRIBUTION-SWITCHED-OFF]");
        assertThatThrownBy(() -> agent.rebuildDistribution(Progress.SILENT))
                .hasMessageContaining("does not distribute");
        assertThat(others.calls).as("nothing was done before it is switched on").isEmpty();

        agent.switchDistributionOn();

        assertThat(agent.distributionOff()).isEmpty();
        assertThat(server.home().resolve("etc/dev.lockstep.node.cfg")).content().contains("distribute = true");
        assertThat(agent.rebuildDistribution(Progress.SILENT).version()).hasToString("1.0.0");
        assertThat(others.calls).containsExactly("mirror 1.0.0", "assign 1.0.0");
    }

    @Test
    @DisplayName("LS-122 A server from an old installer is brought up before the clients hear of it")
    void anOldServerIsBroughtUpFirst() throws IOException {
        installedWithoutDistribution("1.0.0");
        vendor.publish("1.1.0", contents("1.1.0"));
        Agent agent = server.started();
        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.RebuildOffered.class,
                        offered -> assertThat(offered.version()).hasToString("1.1.0"));

        assertThat(agent.rebuildDistribution(Progress.SILENT).version()).hasToString("1.1.0");

        assertThat(others.calls).doesNotContain("assign 1.0.0").contains("assign 1.1.0");
        assertThat(server.current("files")).contains(Version.parse("1.1.0"));
    }

    @Test
    @DisplayName("LS-122 LS-123 Where an administrator decides, it is brought up to its clients and not further")
    void anOldServerIsBroughtUpToItsClients() throws IOException {
        installedWithoutDistribution("1.0.0");
        vendor.publish("1.1.0", contents("1.1.0"));
        vendor.publish("1.2.0", contents("1.2.0"));
        Path file = server.home().resolve("etc/dev.lockstep.node.cfg");
        Files.writeString(file, Files.readString(file) + "automatic = false\n");
        Agent agent = server.started();
        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.RebuildOffered.class,
                        offered -> assertThat(offered.version()).hasToString("1.0.0"));
        others.computers = List.of(report("1.1.0"));

        assertThat(agent.rebuildDistribution(Progress.SILENT).version()).hasToString("1.1.0");

        assertThat(others.calls).contains("assign 1.1.0").doesNotContain("assign 1.0.0", "mirror 1.2.0");
    }

    private static ComputerReport report(String version) {
        return new ComputerReport(
                "id",
                "workstation",
                "linux-x64",
                new TreeMap<>(Map.of("files", Version.parse(version))),
                new TreeMap<>(),
                false,
                false,
                List.of(),
                "idle",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Test
    @DisplayName(
            "LS-127 If the administrator allows it, the folder is filled at the first start without anybody asking")
    void theFolderIsFilledByItself() throws IOException {
        installedWithoutDistribution("1.0.0");
        Agent agent = server.started();
        cycle(agent).run();
        assertThat(others.calls).isEmpty();

        Path file = server.home().resolve("etc/dev.lockstep.node.cfg");
        Files.writeString(file, Files.readString(file) + "fill.at.start = true\n");
        cycle(agent).run();

        assertThat(others.calls).containsExactly("mirror 1.0.0", "assign 1.0.0");
    }

    @Test
    @DisplayName("LS-116 An update of a server fills its folder first, and tells the clients after its own switch")
    void theFolderComesFirst() throws IOException {
        List<String> order = others.calls;
        server.listener = order::add;

        assertThat(server.started().update(WHAT_SHOULD_BE, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);

        assertThat(order).startsWith("mirror 1.0.0", "FETCH").endsWith("COMMIT", "assign 1.0.0");
    }

    @Test
    @DisplayName("LS-138 Clients never hear of a release that failed on their server")
    void aFailedReleaseIsNotAssigned() throws Exception {
        Agent agent = server.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("1.1.0", new VendorSite.Contents(Map.of("files", Programs.failing("files", "1.1.0"))));

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isInstanceOf(UpdateOutcome.RolledBack.class);

        assertThat(others.calls).contains("mirror 1.1.0").doesNotContain("assign 1.1.0");
        assertThat(others.assignment.release()).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName("LS-191: A rebuild of a server that is older than its clients goes by way of every floor")
    void aRebuildGoesByWayOfTheFloors() throws IOException {
        installedWithoutDistribution("1.0.0");
        for (int release = 3; release <= 5; release++) {
            vendor.publish(
                    release + ".0.0",
                    release == 3
                            ? contents("3.0.0")
                            : contents(release + ".0.0").withFloors((release - 1) + ".0.0"));
        }
        Agent agent = server.started();

        assertThat(agent.rebuildDistribution(Progress.SILENT).version()).hasToString("5.0.0");

        assertThat(agent.history())
                .extracting(entry -> entry.to().orElseThrow().toString())
                .containsExactly("5.0.0", "4.0.0", "3.0.0");
        assertThat(others.assignment.release()).contains(Version.parse("5.0.0"));
    }

    @Test
    void floorsAreMirroredForClientsThatComeFromFarBack() throws IOException {
        Agent agent = server.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("1.1.0", contents("1.1.0"));
        vendor.publish("2.0.0", contents("2.0.0").withFloors("1.1.0"));

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString()).contains("Switched");

        // Those that lead to it come with it, which DistributionTest sees.
        assertThat(others.calls).contains("mirror 2.0.0");
        assertThat(others.assignment.release()).contains(Version.parse("2.0.0"));
    }

    @Test
    @DisplayName("LS-190: A server's own status names the clients that refuse it, and the cure")
    void clientsThatRefuse() {
        others.computers = List.of(
                report("1.0.0"),
                report("1.0.0")
                        .withProblem(Problem.of(ProblemCode.UNTRUSTED, Map.of("address", "server", "reason", "x"))));
        assertThat(server.started().status().warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains(
                                "do not accept what this server says (LS-UNTRUSTED): workstation",
                                "lockstep:site-renew"));
    }

    @Test
    @DisplayName("LS-073 An administrator is told of the modules that a release breaks, before it is installed")
    void modulesThatWouldBreakAreNamed() {
        others.incompatible = List.of(Problem.of(
                ProblemCode.MODULE_INCOMPATIBLE,
                Map.of("module", "charts 1.0.0", "range", "[0.9.0,1.0.0)", "platform", "1.0.0")));
        Agent agent = server.started();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-WARNINGS-UNCONFIRMED", "charts 1.0.0");

        assertThat(agent.update(new UpdateRequest(Optional.empty(), true, false), Progress.SILENT))
                .isInstanceOf(UpdateOutcome.Switched.class);
    }

    @Test
    @DisplayName("LS-046 A computer whose distribution is off neither mirrors nor assigns")
    void nothingIsDistributedUnlessItIsSwitchedOn() {
        server.settings("source = folder", "folder = " + vendor.folder(), "components = files");

        server.started().update(WHAT_SHOULD_BE, Progress.SILENT);

        assertThat(others.calls).isEmpty();
    }

    @Test
    @DisplayName("LS-002 One computer alone installs from a folder, with no server and no distribution")
    void oneComputerAlone() {
        server.distribution = Optional.empty();
        server.assignments = Optional.empty();
        server.modules = Optional.empty();
        server.settings("source = folder", "folder = " + vendor.folder(), "components = files");

        assertThat(server.started().update(WHAT_SHOULD_BE, Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(Version.parse("1.0.0"), false));
    }

    private static Cycle cycleOf(Agent agent, Installation computer) {
        return new Cycle(agent, () -> computer.service().current());
    }

    private Cycle cycle(Agent agent) {
        return cycleOf(agent, server);
    }

    /** As an installer leaves a computer: the components are there, and nothing to distribute. */
    private void installedWithoutDistribution(String version) throws IOException {
        Path tree =
                server.home().resolve("data/lockstep/components/files/versions").resolve(version);
        Files.createDirectories(tree);
        Files.writeString(tree.resolve("version.txt"), version);
        server.folders().pointer("files").pointTo(Version.parse(version));
    }
}
