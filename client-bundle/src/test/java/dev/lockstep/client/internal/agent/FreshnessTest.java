package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a site whose vendor has not signed again for long: fresh, stale, refused; and nothing stops. */
class FreshnessTest {
    private static final UpdateRequest ASSIGNED = new UpdateRequest(Optional.empty(), false, false);
    /** The vendor's timestamp lives 30 days, its targets a year. */
    private static final Duration STALE = Duration.ofDays(40);

    private static final Duration REFUSED = Duration.ofDays(400);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;

    @BeforeEach
    void twoReleases() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        for (String version : List.of("1.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Installation client() {
        return new Installation(folder.resolve("client"))
                .trust(vendor)
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "receive.modules = true",
                        "components = tool");
    }

    /** A main server, or a computer on its own: whatever it installs is decided here. */
    private Installation deciding() {
        return new Installation(folder.resolve("main"))
                .trust(vendor)
                .settings("source = folder", "folder = " + vendor.folder(), "components = tool");
    }

    private static void passes(Duration time, Installation computer, ServerComputer server) {
        computer.clock.wrongBy(time);
        server.clock.wrongBy(time);
    }

    @Test
    void whileItIsStaleWhatTheServerAssignsIsInstalledAndTheAdministratorSeesIt() {
        Installation client = client();
        Agent agent = client.started();
        agent.update(ASSIGNED, Progress.SILENT);
        assertThat(agent.status().freshness()).get().isInstanceOf(Freshness.Fresh.class);
        assertThat(agent.status().warnings()).isEmpty();

        passes(STALE, client, server);
        server.assign("1.1.0");

        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(client.current("tool")).contains(Version.parse("1.1.0"));
        assertThat(agent.status().freshness()).get().isInstanceOf(Freshness.Stale.class);
        assertThat(agent.report().deviations()).anyMatch(text -> text.contains("can still be installed until"));
        assertThat(agent.explain(Locale.ENGLISH))
                .startsWith("This computer is current: it runs 1.1.0. Nothing newer can be installed or assigned now");
    }

    @Test
    void whenTheSignedLimitIsOverNothingIsInstalledAndNothingStops() {
        Installation client = client();
        RecordingNeighbours others = new RecordingNeighbours().of(client);
        Agent agent = client.started();
        agent.update(ASSIGNED, Progress.SILENT);

        passes(REFUSED, client, server);
        server.modules = List.of(new Assignment.AssignedModule("charts", Version.parse("1.0.0")));
        server.assign("1.1.0");

        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Failed.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo(ProblemCode.VENDOR_EXPIRED));
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
        assertThat(others.installed).isEmpty();
        assertThat(agent.explain(Locale.ENGLISH))
                .startsWith("Nothing signed by the vendor can be installed since")
                .contains("What runs keeps running.");

        // After a restart, too, it knows where it stands without asking anybody.
        server.close();
        assertThat(client.agent().status().freshness()).get().isInstanceOf(Freshness.Refused.class);
    }

    @Test
    void aSiteThatSignsAShorterLimitHasItKept() {
        server.limitFreshness(5);
        Installation client = client();
        Agent agent = client.started();
        agent.update(ASSIGNED, Progress.SILENT);

        passes(STALE, client, server);
        server.assign("1.1.0");

        assertThat(refused(agent.update(ASSIGNED, Progress.SILENT)).code()).isEqualTo(ProblemCode.VENDOR_EXPIRED);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
    }

    @Test
    void whileItIsStaleNothingNewIsDecidedOnAMainServer() {
        Installation main = deciding();
        Agent agent = main.started();
        agent.update(new UpdateRequest(Optional.of(Version.parse("1.0.0")), false, false), Progress.SILENT);
        main.clock.wrongBy(STALE);

        Problem problem = refused(agent.update(ASSIGNED, Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.VENDOR_STALE);
        assertThat(problem.text(Locale.ENGLISH)).contains("the vendor's timestamp metadata expired at");
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Failed.class);
        assertThat(main.current("tool")).contains(Version.parse("1.0.0"));
    }

    @Test
    void aComputerThatHasNothingYetInstallsWhatIsStale() {
        Installation main = deciding();
        main.clock.wrongBy(STALE);

        assertThat(main.started().update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
    }

    private static Problem refused(UpdateOutcome outcome) {
        assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
        return ((UpdateOutcome.Refused) outcome).problem();
    }
}
