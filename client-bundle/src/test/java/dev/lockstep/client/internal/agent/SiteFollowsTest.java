package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a computer takes from its server's site and what not, over HTTP. */
class SiteFollowsTest {
    private static final UpdateRequest ASSIGNED = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;
    private Installation client;
    private RecordingNeighbours others;
    private Agent agent;

    @BeforeEach
    void aComputerThatFollowsItsServer() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        for (String version : List.of("1.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
        server.modules = List.of(new Assignment.AssignedModule("charts", Version.parse("1.0.0")));
        client = new Installation(folder.resolve("client"))
                .trust(vendor)
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "receive.modules = true",
                        "components = tool");
        others = new RecordingNeighbours().of(client);
        agent = client.started();
        agent.update(ASSIGNED, Progress.SILENT);
        agent.check(Progress.SILENT);
        others.calls.clear();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName("LS-128 LS-124 A server without its site changes nothing on its clients, which say what to do")
    void anotherSite() throws IOException {
        becomesAnotherSite();
        server.modules = List.of();
        server.assign("1.1.0");

        Problem problem = failed(agent.check(Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.SITE_CHANGED);
        assertThat(problem.text(Locale.ENGLISH))
                .contains("This computer changes nothing and goes on with what it has.")
                .contains("restore it at the server (lockstep:site-restore), and nothing has to be done here");
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
        assertThat(others.calls).isEmpty();
        assertThat(others.installed).hasSize(1);
        assertThat(agent.explain(Locale.ENGLISH))
                .contains("belongs to another site than the one that this computer trusts");
    }

    @Test
    @DisplayName("LS-128 A site that is really new is followed after somebody compared its fingerprint")
    void anotherSiteIsTrusted() throws IOException {
        becomesAnotherSite();
        server.assign("1.1.0");
        UpstreamService trust = upstream(event -> {});
        SiteFingerprint before = trust.known().orElseThrow();
        assertThat(trust.offered()).isNotEqualTo(before);
        assertThatThrownBy(() -> trust.trust(before)).isInstanceOf(ProblemException.class);

        trust.trust(trust.offered());

        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        assertThat(trust.known()).contains(trust.offered());
    }

    private UpstreamService upstream(Audit audit) {
        return new UpstreamService(
                client.service(),
                new FileContentStore(client.home().resolve("data/lockstep/store")),
                new MembershipService(client.service(), audit),
                audit);
    }

    @Test
    @DisplayName("LS-140 That somebody had this computer trust another site stands in the audit log")
    void whatIsTrustedByHandIsRecorded() throws IOException {
        becomesAnotherSite();
        server.assign("1.1.0");
        List<AuditEvent> audited = new ArrayList<>();
        UpstreamService trust = upstream(audited::add);
        SiteFingerprint before = trust.known().orElseThrow();
        SiteFingerprint offered = trust.offered();
        assertThat(audited).isEmpty();

        trust.trust(offered);

        assertThat(audited)
                .containsExactly(AuditEvent.of("trust site", "site", "trusted by hand")
                        .change(before.toString(), offered.toString()));
    }

    @Test
    @DisplayName("LS-161 A server that was broken into cannot assign a release that the vendor did not sign")
    void aReleaseOfNobody() {
        server.assign("6.6.6");

        Problem problem = failed(agent.check(Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.UNTRUSTED);
        assertThat(problem.text(Locale.ENGLISH))
                .contains("its site assigns release 6.6.6, and the vendor has none. Nothing was installed.");
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName("LS-161 Site and vendor have to say the same of a release, to the byte")
    void otherContents() {
        server.altered.add("releases/1.1.0.json");
        server.assign("1.1.0");

        Problem problem = failed(agent.check(Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.UNTRUSTED);
        assertThat(problem.text(Locale.ENGLISH))
                .contains("its site assigns release 1.1.0 with other contents than the vendor signed");
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName("LS-161 What the site says is refused when somebody altered it on its way")
    void alteredOnItsWay() {
        server.assign("1.1.0");
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        server.assignmentsAltered = true;

        assertThat(failed(agent.check(Progress.SILENT)).code()).isEqualTo(ProblemCode.UNTRUSTED);
    }

    @Test
    @DisplayName("LS-161 A relay passes on its site's word when it holds what is assigned, and not before")
    void aRelay() {
        client.settings(
                "source = computer",
                "server.address = 127.0.0.1",
                "server.port = " + server.port(),
                "distribute = true",
                "receive.modules = true",
                "components = tool");
        agent.check(Progress.SILENT);
        assertThat(others.calls).noneMatch(call -> call.startsWith("relay"));

        agent.rebuildDistribution(Progress.SILENT);

        assertThat(others.calls).containsSubsequence("mirror 1.0.0", "mirror module charts 1.0.0", "relay 1.0.0");
        assertThat(others.calls).noneMatch(call -> call.startsWith("assign"));
    }

    @Test
    void aRelayThatWaitsForItsAdministratorSaysWhoWaitsForIt() {
        client.settings(
                "source = computer",
                "server.address = 127.0.0.1",
                "server.port = " + server.port(),
                "distribute = true",
                "components = tool");
        agent.rebuildDistribution(Progress.SILENT);
        assertThat(agent.status().warnings()).noneMatch(text -> text.toString().contains("wait"));
        server.assign("1.1.0");
        others.calls.clear();

        agent.check(Progress.SILENT);

        assertThat(others.calls).contains("relay before it ends").noneMatch(call -> call.startsWith("relay 1"));
        assertThat(agent.status().warnings())
                .extracting(Sentence::toString)
                .anyMatch(text -> text.startsWith("The site assigns release 1.1.0, and this relay does not hold it yet")
                        && text.contains("start it with lockstep:update"));
    }

    @Test
    void aComputerBelowARelayThatIsBehindWaitsForItAndSaysSo() {
        server.node = new NodeDescription("relay-1", "Relay", Optional.empty(), "ready", List.of("main-1"));
        server.assign("6.6.6");

        Problem problem = failed(agent.check(Progress.SILENT));

        assertThat(problem.code()).isEqualTo(ProblemCode.RELAY_BEHIND);
        assertThat(problem.text(Locale.ENGLISH))
                .startsWith("The site assigns release 6.6.6, and the relay 127.0.0.1:" + server.port()
                        + " does not hold it yet. This computer goes on with what it has");
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
    }

    private void becomesAnotherSite() throws IOException {
        int port = server.port();
        server.close();
        DurableFiles.deleteTree(folder.resolve("vendor-site"));
        server = new ServerComputer(vendor.folder(), port);
    }

    private static Problem failed(CheckOutcome outcome) {
        assertThat(outcome).isInstanceOf(CheckOutcome.Failed.class);
        return ((CheckOutcome.Failed) outcome).problem();
    }
}
