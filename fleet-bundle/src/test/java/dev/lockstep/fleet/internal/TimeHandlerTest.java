package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.http.SiteHandler;
import dev.lockstep.fleet.internal.http.TimeHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time of a site over HTTP, from its main server and through a relay. */
class TimeHandlerTest {
    private static final String QUESTION = "{\"format\":1,\"nonce\":\"%s\",\"relays\":%d}";
    private static final String NONCE = "0123456789abcdef".repeat(4);
    private static final Duration MONTHS = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private final Transports transports = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty());
    private Site main;
    private Fleet relay;
    private TimeHandler relayed;
    private final Server below = new Server();
    private final ServerConnector connector = new ServerConnector(below);

    @BeforeEach
    void aRelayBelowAMainServer() throws Exception {
        main = new Site(folder.resolve("main"));
        main.fleet.assignRelease(Optional.of(Version.parse("1.0.0")));
        relay = new Fleet(folder.resolve("relay"), Clock.systemUTC(), () -> true, Vouched::everything, main.roster);
        relay.relay(trust("relay-trust", Duration.ZERO).refresh(to(main.port())));
        relayed = TimeHandler.with(relay, () -> to(main.port()), main.distribution, Duration.ofSeconds(10));
        connector.setHost("127.0.0.1");
        below.addConnector(connector);
        below.setHandler(new Handler.Sequence(new SiteHandler(relay, main.distribution), relayed));
        below.start();
    }

    @AfterEach
    void stop() throws Exception {
        below.stop();
        relayed.end();
        main.close();
    }

    @Test
    @DisplayName("LS-164 Below a relay, too, a clock that is wrong by months blocks nothing: the question is passed up")
    void throughARelay() {
        assertThat(trust("ahead", MONTHS).refresh(to(connector.getLocalPort())).assignmentFor("x"))
                .isPresent();
        assertThat(trust("behind", MONTHS.negated())
                        .refresh(to(connector.getLocalPort()))
                        .assignmentFor("x"))
                .isPresent();
        assertThat(trust("behind", MONTHS.negated()).clockProblem())
                .get()
                .satisfies(
                        problem -> assertThat(problem.facts().get("difference")).startsWith("90 d"));
    }

    @Test
    @DisplayName(
            "LS-164 A relay that is cut off keeps its computers going for a day, but not one whose clock went back")
    void aRelayThatIsCutOff() throws Exception {
        Transport relayServer = to(connector.getLocalPort());
        trust("right", Duration.ZERO).refresh(relayServer);
        trust("back", Duration.ZERO).refresh(relayServer);
        main.close();

        assertThat(trust("right", Duration.ZERO).refresh(relayServer).assignmentFor("x"))
                .isPresent();
        assertThatThrownBy(() -> trust("back", MONTHS.negated()).refresh(relayServer))
                .hasMessageContaining("and the site does not tell what time it is");
        assertThatThrownBy(() -> trust("right", Duration.ofHours(25)).refresh(relayServer))
                .hasMessageContaining("the timestamp metadata expired at");
    }

    @Test
    @DisplayName("LS-190: A relay whose server accepts and never answers says so, once after a while and then at once")
    void aServerThatHangs() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TimeHandler hanging =
                    TimeHandler.with(relay, () -> to(silent.getLocalPort()), main.distribution, Duration.ofMillis(500));
            below.stop();
            below.setHandler(hanging);
            below.start();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(main.client.sendAsync(
                        question(connector.getLocalPort(), QUESTION.formatted(NONCE, 0)),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                // Four of them may wait for the server; 30 seconds each would be too long for the others.
                HttpResponse<String> told = answer.get(20, TimeUnit.SECONDS);
                assertThat(told.statusCode()).isEqualTo(503);
                assertThat(NodeJson.readProblem(told.body().getBytes(UTF_8)).code())
                        .isEqualTo(ProblemCode.SOURCE_TIMEOUT);
            }
            hanging.end();
        }
    }

    @Test
    void whatIsNoQuestionIsRefusedInWords() throws Exception {
        assertThat(ask(main.port(), "{}")).isEqualTo("400 the question is not to be understood, \"format\" is missing");
        assertThat(ask(main.port(), QUESTION.formatted("0x", 0)))
                .isEqualTo("400 the question is not to be understood, \"nonce\" is not 64 hexadecimal characters");
        assertThat(ask(main.port(), "x".repeat(600))).isEqualTo("413 asking for the time takes less words");
        assertThat(ask(connector.getLocalPort(), QUESTION.formatted(NONCE, 8)))
                .isEqualTo("400 it went through more than 8 relays");
        assertThat(ask(connector.getLocalPort(), QUESTION.formatted(NONCE, 7))).startsWith("200");
    }

    private static HttpRequest question(int port, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/time"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String ask(int port, String body) throws Exception {
        HttpResponse<String> answer = main.client.send(question(port, body), HttpResponse.BodyHandlers.ofString());
        String reason = answer.statusCode() == 200
                ? ""
                : " "
                        + NodeJson.readProblem(answer.body().getBytes(UTF_8))
                                .facts()
                                .get("reason");
        return answer.statusCode() + reason;
    }

    private SiteTrust trust(String name, Duration wrongBy) {
        return new SiteTrust(folder.resolve(name), Optional::empty, Clock.offset(Clock.systemUTC(), wrongBy));
    }

    private Transport to(int port) {
        return transports.open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", port), false));
    }
}
