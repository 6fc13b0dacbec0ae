package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A computer that was told by a token whom to trust: the server's key and the site's signed word, over HTTPS. */
class JoinTest {
    private static final UpdateRequest ASSIGNED = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private final SiteAuthority authority = SiteAuthority.create("first", Instant.now());
    private VendorSite vendor;
    private ServerComputer server;
    private Installation client;
    private RecordingNeighbours others;
    private Agent agent;

    @BeforeEach
    void aServer() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        for (String version : List.of("1.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = ServerComputer.secure(vendor.folder(), 0, authority);
        server.assign("1.0.0");
        server.modules = List.of(new Assignment.AssignedModule("charts", Version.parse("1.0.0")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName(
            "LS-128 LS-124 A token pins the site with the server: a server that is really new changes nothing, until one"
                    + " action on the client trusts both its key and its site")
    void oneActionTrustsANewServer() throws IOException {
        joined(token(authority, server.siteFingerprint(), "first"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        agent.update(ASSIGNED, Progress.SILENT);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
        assertThat(settings()).as("the token is not left where others read").doesNotContain("lsj1.");
        others.calls.clear();

        SiteAuthority another = SiteAuthority.create("second", Instant.now());
        becomesAnother(another);
        server.modules = List.of();
        server.assign("1.1.0");
        assertThat(failed(agent.check(Progress.SILENT)).code()).isEqualTo(ProblemCode.SERVER_CHANGED);
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("tool")).contains(Version.parse("1.0.0"));
        assertThat(others.calls).isEmpty();
        assertThat(others.installed).hasSize(1);

        settings(token(another, server.siteFingerprint(), "second"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        agent.update(ASSIGNED, Progress.SILENT);
        assertThat(client.current("tool")).contains(Version.parse("1.1.0"));
    }

    @Test
    @DisplayName("LS-128 A server that does not show the site of the token is refused at the first contact")
    void theSiteIsPinnedBeforeTheFirstContact() throws IOException {
        joined(token(authority, SiteFingerprint.of(new byte[] {1}), "first"));

        assertThat(failed(agent.check(Progress.SILENT)).code()).isEqualTo(ProblemCode.SITE_CHANGED);
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("tool")).isEmpty();

        settings(token(authority, server.siteFingerprint(), "second"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
    }

    @Test
    @DisplayName(
            "LS-121 The new server has another name: its site says so once, and its computers follow it when it proves itself"
                    + " there, with nothing done on them and PollHost as it was")
    void oneActionRepointsAllComputers() throws IOException {
        Path poll = pollHost();
        joinedByPollHost(poll);
        byte[] written = Files.readAllBytes(poll);
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        int next = freePort();
        server.moves(authority, new ServerAddress("localhost", next));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        assertThat(agent.check(Progress.SILENT)).as("nobody is there yet").isInstanceOf(CheckOutcome.Available.class);
        assertThat(agent.status().source()).isEqualTo("127.0.0.1:" + server.port());

        server.close();
        try (ServerComputer impostor =
                ServerComputer.secure(vendor.folder(), next, SiteAuthority.create("impostor", Instant.now()))) {
            assertThat(failed(agent.check(Progress.SILENT)).code()).isEqualTo(ProblemCode.SOURCE_REFUSED);
            assertThat(impostor.asked).isEmpty();
        }
        String old = "127.0.0.1:" + server.port();
        server = ServerComputer.secure(vendor.folder(), next, authority);
        server.assign("1.1.0");

        // As after a restart: what was heard from the old server is kept.
        agent = client.started();
        CheckOutcome outcome = agent.check(Progress.SILENT);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CheckOutcome.Available.class,
                        available -> assertThat(available.release().version()).isEqualTo(Version.parse("1.1.0")));
        assertThat(agent.status().source()).isEqualTo("localhost:" + next);
        assertThat(agent.status().warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .asString()
                        .contains("The server " + old + " has moved to localhost:" + next));
        assertThat(poll).hasBinaryContent(written);
    }

    private Path pollHost() throws IOException {
        Path file = folder.resolve("poll.ini");
        Files.writeString(file, "[PollHost]\r\nHost=127.0.0.1\r\nPort=" + server.port() + "\r\n");
        return file;
    }

    private void joinedByPollHost(Path poll) {
        client = new Installation(folder.resolve("client"))
                .trust(vendor)
                .component("tool", "poll.host.file = " + poll)
                .settings(
                        "server.plain = false",
                        "source = computer",
                        "address.from = poll-host",
                        "components = tool",
                        "automatic = false",
                        "join.token = "
                                + token(authority, server.siteFingerprint(), "first")
                                        .text());
        others = new RecordingNeighbours().of(client);
        agent = client.started();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void joined(JoinToken token) {
        client = new Installation(folder.resolve("client")).trust(vendor);
        settings(token);
        others = new RecordingNeighbours().of(client);
        agent = client.started();
    }

    private void settings(JoinToken token) {
        client.settings(
                "server.plain = false",
                "source = computer",
                "server.address = 127.0.0.1",
                "server.port = " + server.port(),
                "receive.modules = true",
                "components = tool",
                "automatic = false",
                "join.token = " + token.text());
    }

    private String settings() throws IOException {
        return Files.readString(client.home().resolve("etc/dev.lockstep.node.cfg"));
    }

    private JoinToken token(SiteAuthority of, SiteFingerprint site, String secret) {
        return new JoinToken(
                new ServerAddress("127.0.0.1", server.port()),
                Fingerprint.of(of.certificate()),
                Optional.of(site),
                secret,
                Instant.now().plusSeconds(60));
    }

    private void becomesAnother(SiteAuthority another) throws IOException {
        int port = server.port();
        server.close();
        DurableFiles.deleteTree(folder.resolve("vendor-site"));
        server = ServerComputer.secure(vendor.folder(), port, another);
    }

    private static Problem failed(CheckOutcome outcome) {
        assertThat(outcome).isInstanceOf(CheckOutcome.Failed.class);
        return ((CheckOutcome.Failed) outcome).problem();
    }
}
