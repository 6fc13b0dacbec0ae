package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a release that its vendor has withdrawn, on every way on which a computer could come to it. */
class WithdrawnTest {
    private static final UpdateRequest UNNAMED = new UpdateRequest(Optional.empty(), false, false);
    private static final String REASON = "It loses readings at midnight.";

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private Optional<ServerComputer> server = Optional.empty();

    @BeforeEach
    void threeReleases() {
        vendor = new VendorSite(folder.resolve("vendor"));
        publish("1.0.0");
        publish("1.1.0");
        publish("1.2.0");
    }

    @AfterEach
    void close() {
        server.ifPresent(ServerComputer::close);
    }

    private void publish(String version, String... floors) {
        vendor.publish(
                version,
                new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))).withFloors(floors));
    }

    private static UpdateRequest named(String version) {
        return new UpdateRequest(Optional.of(Version.parse(version)), true, false);
    }

    private Installation deciding(String... more) {
        String[] settings = new String[3 + more.length];
        settings[0] = "source = folder";
        settings[1] = "folder = " + vendor.folder();
        settings[2] = "components = tool";
        System.arraycopy(more, 0, settings, 3, more.length);
        return new Installation(folder.resolve("main")).trust(vendor).settings(settings);
    }

    private ServerComputer server() throws IOException {
        ServerComputer started = new ServerComputer(vendor.folder());
        server = Optional.of(started);
        return started;
    }

    private Installation below(ServerComputer above) {
        return new Installation(folder.resolve("client"))
                .trust(vendor)
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + above.port(),
                        "components = tool");
    }

    private static Problem refused(UpdateOutcome outcome) {
        assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
        return ((UpdateOutcome.Refused) outcome).problem();
    }

    private static void saysWhy(Problem problem) {
        assertThat(problem.code()).isEqualTo(ProblemCode.RELEASE_WITHDRAWN);
        assertThat(problem.text(Locale.ENGLISH)).contains("the vendor has withdrawn it", REASON);
        assertThat(problem.text(Locale.forLanguageTag("ru"))).contains("поставщик отозвал", REASON);
    }

    @Test
    @DisplayName("LS-184: a withdrawn release is not offered, and the newest one before it is installed")
    void itIsNotOffered() {
        vendor.withdraws("1.2.0", REASON);
        Installation main = deciding();
        Agent agent = main.started();

        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(main.current("tool")).contains(Version.parse("1.1.0"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);
        assertThat(agent.status().warnings()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-184: a new computer of a channel in which everything is withdrawn hears just that, with its cure, in both languages")
    void everythingIsWithdrawn() {
        vendor.withdraws(new Withdrawals(Stream.of("1.0.0", "1.1.0", "1.2.0")
                .map(version -> new Withdrawal(
                        Withdrawal.What.release(Version.parse(version)),
                        Withdrawal.Origin.VENDOR,
                        REASON,
                        Optional.empty()))
                .toList()));
        Agent agent = deciding().started();

        assertThat(agent.check(Progress.SILENT)).isInstanceOfSatisfying(CheckOutcome.Failed.class, failed -> {
            assertThat(failed.problem().code()).isEqualTo(ProblemCode.ALL_WITHDRAWN);
            assertThat(failed.problem().text(Locale.ENGLISH))
                    .contains(
                            "every release of the channel stable",
                            "1.2.0: the vendor has withdrawn it",
                            REASON,
                            "lockstep:settings channel");
            assertThat(failed.problem().text(Locale.forLanguageTag("ru")))
                    .contains("все выпуски канала stable", "1.2.0: поставщик отозвал", REASON, "lockstep:declined");
        });
        assertThat(refused(agent.update(UNNAMED, Progress.SILENT)).code()).isEqualTo(ProblemCode.ALL_WITHDRAWN);
        assertThat(agent.barred()).hasSize(3);
        publish("1.3.0");
        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
    }

    @Test
    @DisplayName(
            "LS-184: a withdrawn release is refused to whoever asks for it by name, with origin and reason in both languages")
    void itIsRefusedByName() {
        Installation main = deciding();
        Agent agent = main.started();
        agent.update(named("1.1.0"), Progress.SILENT);
        vendor.withdraws("1.2.0", REASON);

        saysWhy(refused(agent.update(named("1.2.0"), Progress.SILENT)));
        saysWhy(refused(
                agent.update(new UpdateRequest(Optional.of(Version.parse("1.2.0")), true, true), Progress.SILENT)));
        assertThat(main.current("tool")).contains(Version.parse("1.1.0"));
    }

    @Test
    @DisplayName(
            "LS-184: where a withdrawn release runs it goes on running, and status, report and explanation say why it should not")
    void itGoesOnRunning() {
        Installation main = deciding("automatic = true");
        Agent agent = main.started();
        agent.update(UNNAMED, Progress.SILENT);
        vendor.withdraws("1.2.0", REASON);

        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);
        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Unchanged.class);

        assertThat(main.current("tool")).contains(Version.parse("1.2.0"));
        assertThat(agent.status().warnings()).anyMatch(text -> text.toString().contains(REASON));
        assertThat(agent.report().deviations()).anyMatch(text -> text.contains(REASON));
        assertThat(agent.explain(Locale.ENGLISH))
                .contains("Release 1.2.0 runs here, and the vendor has withdrawn it")
                .contains(REASON);
        assertThat(agent.explain(Locale.forLanguageTag("ru"))).contains("поставщик отозвал эту версию");

        // A newer one ends it.
        publish("1.3.0");
        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(main.current("tool")).contains(Version.parse("1.3.0"));
        assertThat(agent.status().warnings()).isEmpty();
        // And nobody goes back to it, although its files are still here.
        saysWhy(refused(agent.rollBack(Progress.SILENT)));
        assertThat(main.current("tool")).contains(Version.parse("1.3.0"));
    }

    @Test
    @DisplayName("LS-184: a release that leads over a withdrawn one is refused before the first step, and says so")
    void aWithdrawnFloorIsARefusal() {
        publish("2.0.0", "1.2.0");
        vendor.withdraws("1.2.0", REASON);
        Installation main = deciding();
        Agent agent = main.started();
        agent.update(named("1.1.0"), Progress.SILENT);

        Problem problem = refused(agent.update(UNNAMED, Progress.SILENT));

        saysWhy(problem);
        assertThat(problem.text(Locale.ENGLISH)).contains("Release 2.0.0 may only be installed after release 1.2.0");
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Failed.class);
        assertThat(main.current("tool")).contains(Version.parse("1.1.0"));
    }

    @Test
    @DisplayName("LS-184: a withdrawn release is not installed although a server assigns it, and installed ones stay")
    void theServersWordDoesNotCountAgainstTheVendors() throws IOException {
        ServerComputer above = server();
        above.assign("1.1.0");
        Installation client = below(above);
        Agent agent = client.started();
        agent.update(UNNAMED, Progress.SILENT);
        vendor.withdraws("1.2.0", REASON);
        above.assign("1.2.0");

        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(CheckOutcome.Failed.class, failed -> saysWhy(failed.problem()));
        saysWhy(refused(agent.update(UNNAMED, Progress.SILENT)));
        assertThat(client.current("tool")).contains(Version.parse("1.1.0"));
        assertThat(agent.explain(Locale.ENGLISH)).contains(REASON);

        vendor.withdraws(Withdrawals.NONE);
        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(client.current("tool")).contains(Version.parse("1.2.0"));
    }

    @Test
    @DisplayName("LS-184: what the site declines its computers do not install, with the site's reason")
    void theSiteDeclines() throws IOException {
        ServerComputer above = server();
        above.assign("1.1.0");
        Installation client = below(above);
        Agent agent = client.started();
        agent.update(UNNAMED, Progress.SILENT);
        above.repository()
                .decline(new Withdrawals(List.of(new Withdrawal(
                        Withdrawal.What.release(Version.parse("1.2.0")),
                        Withdrawal.Origin.SITE,
                        "Our archive is not ready.",
                        Optional.empty()))));
        above.assign("1.2.0");

        Problem problem = refused(agent.update(UNNAMED, Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.RELEASE_WITHDRAWN);
        assertThat(problem.text(Locale.ENGLISH)).contains("this site has declined it", "Our archive is not ready.");
        assertThat(client.current("tool")).contains(Version.parse("1.1.0"));

        above.repository().decline(Withdrawals.NONE);
        assertThat(agent.update(UNNAMED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
    }

    @Test
    @DisplayName("LS-184: a server that runs a withdrawn release does not assign it to others any more")
    void itIsNotAssigned() {
        Installation main = deciding("distribute = true");
        RecordingNeighbours others = new RecordingNeighbours().of(main);
        Agent agent = main.started();
        agent.update(named("1.2.0"), Progress.SILENT);
        assertThat(others.calls).contains("assign 1.2.0");
        others.assignment = new dev.lockstep.core.node.Assignment("site", 7, Optional.empty(), List.of(), true);
        others.calls.clear();
        vendor.withdraws("1.2.0", REASON);

        CheckOutcome unused = agent.check(Progress.SILENT);

        assertThat(others.calls).noneMatch(call -> call.startsWith("assign"));
        assertThat(others.assignment.release()).isEmpty();
    }
}
