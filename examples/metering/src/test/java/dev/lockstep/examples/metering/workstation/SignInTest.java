package dev.lockstep.examples.metering.workstation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Answer;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.HttpPort;
import dev.lockstep.examples.metering.system.ListeningAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class SignInTest {
    private static final Login LOGIN = new Login(new Endpoint("127.0.0.1", 10000), "operator", true);
    private static final Map<String, Object> ADMITTED =
            Map.of("admitted", true, "same", true, "server", "1.1.0", "updatePort", 10000);

    @TempDir
    private Path folder;

    private final Texts texts = new Texts(Locale.ENGLISH);

    @Test
    void isAdmittedAlthoughTheAgentDoesNotAnswer() throws Exception {
        try (HttpPort server = server(Answer.ok(ADMITTED));
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(signIn(server.port(), "http://127.0.0.1:" + silent.getLocalPort())
                            .attempt(LOGIN))
                    .isEqualTo(new SignIn.Admitted(
                            LOGIN,
                            "Lockstep on this computer does not answer, so it was not told this server."
                                    + " You can work as usual.",
                            ""));
        }
    }

    @Test
    void showsTheWarningOfTheAgentAndRemembersTheServer() throws Exception {
        try (HttpPort server = server(Answer.ok(ADMITTED));
                ListeningAgent agent = new ListeningAgent(Map.of(
                        "updateSource", "10.0.0.9:10000", "warning", "Updates still come from 10.0.0.9:10000."))) {
            assertThat(signIn(server.port(), agent.url()).attempt(LOGIN).agentLine())
                    .isEqualTo("Updates still come from 10.0.0.9:10000.");
            assertThat(agent.calls().get(0)).contains("\"useForUpdates\":true");
            assertThat(Files.readAllLines(folder.resolve("servers.txt"))).containsExactly("127.0.0.1:10000");
        }
    }

    @Test
    void saysInBothLanguagesThatAnotherServerForUpdatesIsOnlyProposed() throws Exception {
        Map<String, Object> answer = Map.of(
                "updateSource", "10.0.0.9:10000", "proposed", "10.0.0.7:10000", "warning", "For the administrator.");
        try (HttpPort server = server(Answer.ok(ADMITTED));
                ListeningAgent agent = new ListeningAgent(answer)) {
            assertThat(signIn(server.port(), agent.url()).attempt(LOGIN).agentLine())
                    .isEqualTo("Updates still come from 10.0.0.9:10000. That they should come from 10.0.0.7:10000 was"
                            + " proposed; an administrator of this computer decides.");
            assertThat(new LocalAgent(
                                    Optional.of(URI.create(agent.url())),
                                    new HttpCalls(Duration.ofSeconds(30)),
                                    new Texts(Locale.forLanguageTag("ru")))
                            .tell(LOGIN, List.of()))
                    .isEqualTo("Обновления по-прежнему приходят с 10.0.0.9:10000. Предложено получать их с"
                            + " 10.0.0.7:10000; решит администратор этого компьютера.");
        }
    }

    @Test
    void tellsTheAgentEvenWhenTheServerDoesNotAdmitIt() throws Exception {
        Map<String, Object> refusal = Map.of("admitted", false, "same", false, "server", "2.0.0", "updatePort", 10000);
        try (HttpPort server = server(new Answer(409, refusal));
                ListeningAgent agent = new ListeningAgent(Map.of())) {
            assertThat(signIn(server.port(), agent.url()).attempt(LOGIN))
                    .isEqualTo(new SignIn.NotAdmitted(
                            "Lockstep knows this server.",
                            "This workstation is version 1.1.0, the server is version 2.0.0, and the two do not fit."
                                    + " Lockstep offers the update on port 10000 of the server."));
            assertThat(agent.calls()).hasSize(1);
        }
    }

    @Test
    void saysWhenNothingOrSomethingElseAnswers() throws Exception {
        try (HttpPort server = server(Answer.ok(Map.of("hello", "world")))) {
            assertThat(reason(server.port()))
                    .isEqualTo("What answers at 127.0.0.1:" + server.port() + " is not a metering server.");
        }
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(reason(closed))
                .isEqualTo("The metering server at 127.0.0.1:" + closed
                        + " does not answer. Check the address, or try again later.");
    }

    private String reason(int port) throws Exception {
        return ((SignIn.NotAdmitted) signIn(port, "http://127.0.0.1:1").attempt(LOGIN)).reason();
    }

    private SignIn signIn(int applicationPort, String agent) throws IOException {
        HttpCalls http = new HttpCalls(Duration.ofSeconds(3));
        return new SignIn(
                new LocalAgent(Optional.of(URI.create(agent)), http, texts),
                new MeteringCalls(http, applicationPort),
                new KnownServers(folder.resolve("servers.txt"), List.of()),
                texts,
                "1.1.0");
    }

    private static HttpPort server(Answer login) throws IOException {
        HttpPort http = new HttpPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2)
                .on("GET", "/login", question -> login);
        http.start();
        return http;
    }
}
