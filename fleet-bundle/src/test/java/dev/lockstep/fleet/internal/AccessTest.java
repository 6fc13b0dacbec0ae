package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpTransport;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.version.Version;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Computers that ask a running server, and others that pretend to be one. */
@Timeout(300)
class AccessTest {
    private static final String ASSIGNMENT = "metadata/site/timestamp.json";

    @TempDir
    private Path folder;

    private ProtectedSite site;

    @BeforeEach
    void open() {
        site = new ProtectedSite(folder.resolve("server"));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    @DisplayName(
            "LS-098 A computer with a join token of its server is admitted by its first request, with no action anywhere")
    void a_token_admits() throws Exception {
        TestComputer computer = computer("ws-1");
        computer.servers().join(site.token(1));
        assertThat(computer.at(site.port()).read(ASSIGNMENT, 65536)).isPresent();
        ServerAddress here = new ServerAddress("127.0.0.1", site.port());
        assertThat(computer.servers().joinedAt(Optional.empty())).contains(here);
        assertThat(computer.servers().joinedAt(Optional.of(new ServerAddress("elsewhere", 10000))))
                .contains(here);
        assertThat(site.admissions.all()).singleElement().satisfies(admitted -> {
            assertThat(admitted.standing()).isEqualTo(Standing.ADMITTED);
            assertThat(admitted.name()).isEqualTo("ws-1");
            assertThat(admitted.key()).isEqualTo(computer.member().key().fingerprint());
        });
    }

    @Test
    void a_token_that_was_used_admits_nobody_else_and_who_shows_it_waits() throws Exception {
        JoinToken token = site.token(1);
        TestComputer first = computer("ws-1");
        first.servers().join(token);
        first.at(site.port()).read(ASSIGNMENT, 65536);
        TestComputer thief = computer("thief");
        thief.servers().join(token);
        Transport server = thief.at(site.port());
        assertProblem(ProblemCode.TOKEN_REFUSED, server)
                .hasMessageContaining("there is no such token here, or it was used already");
        assertProblem(ProblemCode.COMPUTER_WAITING, server);
        assertThat(first.at(site.port()).read(ASSIGNMENT, 65536)).isPresent();
    }

    @Test
    void a_token_of_another_time_or_another_secret_is_refused() throws Exception {
        TestComputer late = computer("late");
        late.servers().join(site.token(1));
        site.now = site.now.plus(Duration.ofDays(2));
        assertProblem(ProblemCode.TOKEN_REFUSED, late.at(site.port())).hasMessageContaining("it was for use until");
        TestComputer guesser = computer("guesser");
        JoinToken real = site.token(1);
        guesser.servers()
                .join(new JoinToken(
                        real.address(), real.authority(), Optional.empty(), "AAAAAAAAAAAAAAAAAAAAAA", real.expires()));
        assertProblem(ProblemCode.TOKEN_REFUSED, guesser.at(site.port()));
    }

    @Test
    void a_computer_without_a_token_waits_until_an_administrator_admits_it_by_name() throws Exception {
        TestComputer computer = computer("ws-2");
        Transport server = computer.at(site.port());
        String key = computer.member().key().fingerprint().toString();
        assertProblem(ProblemCode.COMPUTER_WAITING, server).hasMessageContaining("lockstep:admit ws-2", key);
        assertThat(site.admissions.all()).singleElement().satisfies(waiting -> {
            assertThat(waiting.standing()).isEqualTo(Standing.WAITING);
            assertThat(waiting.key().toString()).isEqualTo(key);
        });
        site.admissions.admit("ws-2");
        assertThat(server.read(ASSIGNMENT, 65536)).isPresent();
    }

    @Test
    void a_revoked_computer_loses_its_open_event_stream_and_every_other_access_at_once() throws Exception {
        TestComputer computer = admitted("ws-3");
        Transport server = computer.at(site.port());
        try (Transport.Content events = server.open("api/v1/events", 0).orElseThrow()) {
            assertThat(events.body().read()).isPositive();
            site.admissions.revoke("ws-3");
            assertThatThrownBy(() -> events.body().readAllBytes()).isInstanceOf(ProblemException.class);
        }
        assertProblem(ProblemCode.COMPUTER_REVOKED, server);
        assertThatThrownBy(() -> server.read("targets/sha256/00/00", 10))
                .hasMessageContaining("took the access", "lockstep:admit ws-3");
        assertThat(site.admissions.all()).extracting("standing").containsExactly(Standing.REVOKED);
    }

    @Test
    void a_computer_reports_for_itself_only() throws Exception {
        HttpTransport server = admitted("ws-4").at(site.port());
        assertThatThrownBy(
                        () -> server.post("api/v1/report", NodeJson.writeReport(Reports.current("ws-5", "ws-5")), 4096))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a computer reports for itself");
        assertThat(server.post("api/v1/report", NodeJson.writeReport(Reports.current("ws-4", "ws-4")), 4096))
                .isNotEmpty();
    }

    @Test
    @DisplayName(
            "LS-174 A relay passes signed reports on over its own connection; what it makes up or alters is not taken")
    void a_relay_passes_on_and_makes_up_nothing() throws Exception {
        admitted("ws-6");
        TestComputer relay = computer("relay");
        relay.servers().join(site.token(1));
        HttpTransport server = relay.at(site.port());
        TestComputer below = computer("below");
        Statement said = below.member().sign(Reports.failing("below", "Below"));
        ObjectNode altered = said.json().put("explanation", "It is current.");
        ReportMessage message = new ReportMessage(
                relay.member().sign(Reports.relay("relay", "Relay")),
                List.of(
                        ReportMessage.of(said),
                        ReportMessage.of(Statement.unsigned(Reports.failing("ws-6", "ws-6"))),
                        ReportMessage.of(relay.member().sign(Reports.failing("ws-6", "ws-6")))));
        server.post("api/v1/report", message.write(), 4096);
        server.post(
                "api/v1/report",
                new ReportMessage(
                                relay.member().sign(Reports.relay("relay", "Relay")),
                                List.of(ReportMessage.of(Statement.read(altered))))
                        .write(),
                4096);
        assertThat(site.roster.computers())
                .singleElement()
                .satisfies(seen ->
                        assertThat(seen.report().downstream()).containsExactly(Reports.failing("below", "Below")));
        assertThatThrownBy(() -> server.post("api/v1/report", message.write(), 4096))
                .as("the same again, after a later one")
                .hasMessageContaining("a later report of this computer is known here already");
    }

    @Test
    @DisplayName("LS-174 A report that is signed with another key than that of its connection is refused")
    void another_signature_than_the_connections() throws Exception {
        HttpTransport server = admitted("ws-7").at(site.port());
        Statement foreign = computer("thief").member().sign(Reports.current("ws-7", "ws-7"));
        assertThatThrownBy(() ->
                        server.post("api/v1/report", ReportMessage.of(foreign).write(), 4096))
                .hasMessageContaining("not signed with the key of the computer that it is about");
    }

    @Test
    void another_key_with_the_id_of_an_admitted_computer_waits_even_with_a_token_and_replaces_it_when_admitted()
            throws Exception {
        TestComputer first = admitted("ws-6");
        TestComputer second = new TestComputer(folder.resolve("impostor"), "ws-6", true);
        second.servers().join(site.token(1));
        assertProblem(ProblemCode.COMPUTER_WAITING, second.at(site.port()));
        site.admissions.admit(second.member().key().fingerprint().toString());
        assertThat(second.at(site.port()).read(ASSIGNMENT, 65536)).isPresent();
        assertProblem(ProblemCode.COMPUTER_REVOKED, first.at(site.port()));
    }

    @Test
    void strangers_learn_who_answers_and_nothing_else() throws Exception {
        HttpClient stranger =
                HttpClient.newBuilder().sslContext(TestComputer.keyless()).build();
        for (String path : List.of(ASSIGNMENT, "api/v1/events", "targets/x", "metadata/vendor/timestamp.json")) {
            var answer = stranger.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + site.port() + "/" + path))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).contains("LS-COMPUTER-UNKNOWN");
            assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Lockstep");
        }
        var russian = stranger.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + site.port() + "/api/v1/enrol"))
                        .header("Accept-Language", "ru")
                        .build(),
                BodyHandlers.ofString());
        assertThat(russian.statusCode()).isEqualTo(405);
        assertThat(russian.headers().firstValue("content-language")).hasValue("ru");
        assertThat(russian.body()).containsPattern("[а-я]{3}");
        var computers = stranger.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + site.port() + "/api/v1/computers"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(computers.statusCode()).isEqualTo(401);
        assertThat(computers.body()).contains("LS-SIGN-IN-NEEDED");
    }

    @Test
    @DisplayName(
            "LS-128 A server that is really new is refused until it is trusted explicitly; a restored one is the same as before")
    void a_server_with_another_authority_is_refused() throws Exception {
        TestComputer computer = admitted("ws-7");
        int port = site.port();
        site.close();
        try (ProtectedSite restored = new ProtectedSite(folder.resolve("server"), port)) {
            assertThat(computer.at(port).read(ASSIGNMENT, 65536)).isPresent();
            restored.close();
        }
        try (ProtectedSite foreign = new ProtectedSite(folder.resolve("foreign"), port)) {
            ProblemException refused = catchThrowableOfType(
                    ProblemException.class, () -> computer.at(port).read(ASSIGNMENT, 65536));
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.SERVER_CHANGED);
            assertThat(refused)
                    .hasMessageContaining(
                            "somebody intercepts the connection", "lockstep:join-token", "Nothing was sent");
            assertThat(foreign.admissions.all()).isEmpty();
            computer.servers().join(foreign.token(1));
            assertThat(computer.at(port).read(ASSIGNMENT, 65536)).isPresent();
        }
        site = new ProtectedSite(folder.resolve("server"));
    }

    @Test
    @DisplayName(
            "LS-103 LS-105 LS-106 A client of a reinstalled server is told that it is another one, what is likely, and what"
                    + " mends it; when the identity is back it goes on by itself")
    void a_reinstalled_server_says_that_it_has_nothing_and_its_word_changes_only_the_text() throws Exception {
        TestComputer computer = admitted("ws-14");
        int port = site.port();
        site.close();
        try (ProtectedSite reinstalled = new ProtectedSite(folder.resolve("reinstalled"), port)) {
            reinstalled.distribution.state = new Distribution.State.Empty();
            assertProblem(ProblemCode.SERVER_CHANGED, computer.at(port))
                    .hasMessageContaining("reports that it has nothing to distribute")
                    .hasMessageContaining("lockstep:site-restore")
                    .hasMessageContaining("lockstep:join-token");
            assertThat(reinstalled.admissions.all())
                    .as("nothing was told to it")
                    .isEmpty();
            reinstalled.distribution.state = new Distribution.State.Ready(List.of(Version.parse("9.0.0")));
            assertProblem(ProblemCode.SERVER_CHANGED, computer.at(port))
                    .hasMessageNotContaining("nothing to distribute")
                    .hasMessageContaining("somebody intercepts the connection");
        }
        site = new ProtectedSite(folder.resolve("server"), port);
        assertThat(computer.at(port).read(ASSIGNMENT, 65536)).isPresent();
    }

    @Test
    void a_stranger_that_answers_without_end_or_with_nonsense_is_told_as_any_other() throws Exception {
        TestComputer computer = admitted("ws-15");
        int port = site.port();
        site.close();
        for (byte[] nonsense :
                List.of(new byte[1 << 20], "{\"distribution\":\"empty\"}".getBytes(UTF_8), new byte[0])) {
            try (ProtectedSite stranger = new ProtectedSite(folder.resolve("stranger"), port)) {
                stranger.nodeSays = Optional.of(nonsense);
                assertProblem(ProblemCode.SERVER_CHANGED, computer.at(port))
                        .hasMessageNotContaining("nothing to distribute");
            }
        }
        site = new ProtectedSite(folder.resolve("server"));
    }

    @Test
    void a_man_in_the_middle_with_a_certificate_of_his_own_sees_no_secret_and_no_request() throws Exception {
        try (ProtectedSite attacker = new ProtectedSite(folder.resolve("attacker"));
                Wiretap wire = new Wiretap(attacker.port())) {
            TestComputer computer = computer("ws-8");
            JoinToken token = site.token(1);
            computer.servers().join(at(token, wire.port()));
            assertProblem(ProblemCode.SERVER_CHANGED, computer.at(wire.port()));
            assertThat(attacker.admissions.all()).isEmpty();
            assertThat(wire.seen()).doesNotContain(token.secret());
            // The token was not spent.
            computer.servers().join(site.token(1));
            assertThat(computer.at(site.port()).read(ASSIGNMENT, 65536)).isPresent();
        }
    }

    @Test
    void who_passes_on_what_both_say_sees_no_secret_and_cannot_speak_for_the_computer() throws Exception {
        try (Wiretap wire = new Wiretap(site.port())) {
            TestComputer computer = computer("ws-9");
            JoinToken token = site.token(1);
            computer.servers().join(at(token, wire.port()));
            assertThat(computer.at(wire.port()).read(ASSIGNMENT, 65536)).isPresent();
            assertThat(wire.seen()).isNotEmpty().doesNotContain(token.secret(), "ws-9", "timestamp");
            // Everything that was said, said again, is not understood: the handshake is another one.
            assertThat(wire.replay(site.port())).doesNotContain("200", "signatures");
        }
    }

    @Test
    void who_strips_tls_is_not_spoken_to() throws Exception {
        try (Wiretap wire = Wiretap.answering("HTTP/1.1 200 OK\r\nLockstep: 1\r\nContent-Length: 2\r\n\r\n{}")) {
            TestComputer computer = computer("ws-10");
            JoinToken token = site.token(1);
            computer.servers().join(at(token, wire.port()));
            assertProblem(ProblemCode.SOURCE_TLS, computer.at(wire.port())).hasMessageContaining("does not speak TLS");
            assertThat(wire.seen()).doesNotContain(token.secret(), "GET", "POST", "ws-10");
        }
    }

    @Test
    void a_certificate_that_has_expired_is_refused_although_its_authority_is_trusted() throws Exception {
        site.close();
        ProtectedSite old = new ProtectedSite(folder.resolve("server"), 0, Instant.parse("2024-01-01T00:00:00Z"));
        try (old) {
            TestComputer computer = computer("ws-11");
            computer.servers().join(old.token(1));
            assertProblem(ProblemCode.SOURCE_TLS, computer.at(old.port())).hasMessageContaining("has expired");
        }
        site = new ProtectedSite(folder.resolve("another"));
    }

    @Test
    void a_computer_that_was_told_once_whom_to_trust_does_not_trust_another_by_its_first_answer() throws Exception {
        TestComputer computer = admitted("ws-12");
        try (ProtectedSite other = new ProtectedSite(folder.resolve("other"))) {
            assertProblem(ProblemCode.SERVER_UNKNOWN, computer.at(other.port()));
        }
        TestComputer strict = new TestComputer(folder.resolve("strict"), "strict", false);
        assertProblem(ProblemCode.SERVER_UNKNOWN, strict.at(site.port())).hasMessageContaining("lockstep:join");
    }

    @Test
    void neither_secret_nor_key_comes_into_the_log_or_a_message() throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        JoinToken token;
        TestComputer computer = computer("ws-13");
        try {
            token = site.token(1);
            computer.servers().join(token);
            computer.at(site.port()).read(ASSIGNMENT, 65536);
            TestComputer thief = computer("thief");
            thief.servers().join(token);
            assertProblem(ProblemCode.TOKEN_REFUSED, thief.at(site.port()));
            assertThatThrownBy(() -> JoinToken.parse(token.text() + "x")).hasMessageNotContaining(token.secret());
        } finally {
            System.setErr(usual);
        }
        String key = java.util.Base64.getEncoder()
                .encodeToString(computer.member().key().key().getEncoded());
        assertThat(log.toString(UTF_8))
                .contains("was refused")
                .doesNotContain(token.secret(), token.text(), key, "PRIVATE KEY");
        assertThat(token.toString()).doesNotContain(token.secret());
        try (Stream<Path> admissions = Files.walk(folder.resolve("server/site/admissions"))) {
            assertThat(admissions.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain(token.secret()));
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertProblem(
            ProblemCode code, Transport server) {
        return assertThatThrownBy(() -> server.read(ASSIGNMENT, 65536))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).as(e.getMessage()).isEqualTo(code));
    }

    private static JoinToken at(JoinToken token, int port) {
        return new JoinToken(
                new ServerAddress("127.0.0.1", port), token.authority(), token.site(), token.secret(), token.expires());
    }

    private TestComputer computer(String name) {
        return new TestComputer(folder.resolve(name), name, true);
    }

    private TestComputer admitted(String name) throws Exception {
        TestComputer computer = computer(name);
        computer.servers().join(site.token(1));
        computer.at(site.port()).read(ASSIGNMENT, 65536);
        return computer;
    }
}
