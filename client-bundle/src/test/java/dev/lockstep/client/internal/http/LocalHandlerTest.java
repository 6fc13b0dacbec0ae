package dev.lockstep.client.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.internal.address.Logins;
import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.source.ServerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHandlerTest {
    private static final String MAIN = "{\"application\":\"ws\",\"selected\":{\"address\":\"main\",\"port\":10000},"
            + "\"servers\":[{\"address\":\"main\",\"port\":10000},{\"address\":\"branch\"}]}";
    private static final String MAIN_IS_THE_SOURCE = "{\"updateSource\":\"main:10000\",\"warning\":\"\"}";
    private static final String BRANCH = "{\"selected\":{\"address\":\"branch\",\"port\":10000}}";
    private static final String BRANCH_FOR_UPDATES =
            "{\"selected\":{\"address\":\"branch\",\"port\":10000},\"useForUpdates\":true}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger changes = new AtomicInteger();
    private final List<AuditEvent> audited = new ArrayList<>();
    private Instant now = Instant.parse("2026-12-01T08:00:00Z");
    private Optional<ServerAddress> joined = Optional.empty();
    private Server jetty;
    private Logins logins;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Installation client =
                new Installation(folder.resolve("client")).settings("source = computer", "address.from = login-window");
        logins = new Logins(folder.resolve("login.json"));
        SourceChoice sources = new SourceChoice(logins, Optional::empty, none -> joined);
        jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new LocalHandler(
                new LoginCall(
                        logins,
                        () -> sources.choose(client.service().current()),
                        sources::isOpen,
                        changes::incrementAndGet,
                        audited::add,
                        () -> now,
                        folder),
                client.started()));
        jetty.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        jetty.stop();
    }

    @Test
    @DisplayName("LS-038 LS-054 The first login sets the source; nobody has to be an administrator")
    void theFirstLoginSetsTheSource() throws Exception {
        HttpResponse<String> answer = login(MAIN);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(MAIN_IS_THE_SOURCE);
        assertThat(answer.headers().firstValue("Lockstep")).contains("1");
        assertThat(changes).hasValue(1);
        assertThat(logins.current().servers())
                .containsExactly(new ServerAddress("main", 10000), new ServerAddress("branch", 10000));
    }

    @Test
    @DisplayName("LS-042 LS-041 A login to another server changes nothing silently: the answer names both")
    void anotherServerIsAWarning() throws Exception {
        login(MAIN);

        assertThat(login(BRANCH).body())
                .contains(
                        "\"updateSource\":\"main:10000\"",
                        "works with the server branch:10000",
                        "taken from main:10000");
        assertThat(changes).hasValue(1);

        assertThat(login(BRANCH_FOR_UPDATES).body())
                .contains(
                        "\"updateSource\":\"main:10000\"",
                        "\"proposed\":\"branch:10000\"",
                        "lockstep:settings server.address branch");
        assertThat(changes).hasValue(1);
        assertThat(send(request("login")
                                .setHeader("Accept-Language", "ru")
                                .setHeader("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(BRANCH_FOR_UPDATES)))
                        .body())
                .contains("предложил получать обновления с branch:10000");
        assertThat(login(MAIN).body()).as("an ordinary login again").isEqualTo(MAIN_IS_THE_SOURCE);
    }

    @Test
    @DisplayName("LS-042 What a login sets, and what it only proposes, stands in the audit log, once a minute at most")
    void itIsAudited() throws Exception {
        login(MAIN);
        login(BRANCH_FOR_UPDATES);
        for (int i = 0; i < 50; i++) {
            login(BRANCH_FOR_UPDATES.replace("branch", "branch" + i));
        }
        now = now.plusSeconds(61);
        login(BRANCH_FOR_UPDATES.replace("branch", "other"));
        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("update source", "login window", "set by the first login")
                                .change("", "main:10000"),
                        AuditEvent.of("propose update source", "login window", "proposed, not taken")
                                .change("main:10000", "branch:10000"),
                        AuditEvent.of("propose update source", "login window", "proposed, not taken")
                                .change("main:10000", "other:10000"));
    }

    @Test
    @DisplayName("LS-042 A computer that was joined to a server takes its source from no login, not even the first")
    void aJoinedComputerStays() throws Exception {
        joined = Optional.of(new ServerAddress("main", 10000));
        assertThat(login(BRANCH_FOR_UPDATES).body())
                .contains("\"updateSource\":\"main:10000\"", "was joined to main:10000 and stays there");
        assertThat(changes).hasValue(0);
        assertThat(logins.current().updateSource()).isEmpty();
    }

    @Test
    void whatIsNotALoginIsRefusedWithItsReason() throws Exception {
        assertProblem(400, "it is not JSON", login("{"));
        assertProblem(400, "\\\"selected\\\" with", login("{}"));
        assertProblem(400, "The port \\\"99999\\\"", login("{\"selected\":{\"address\":\"a\",\"port\":99999}}"));
        assertProblem(400, "not true or false", login("{\"selected\":{\"address\":\"a\"},\"useForUpdates\":\"yes\"}"));
        assertProblem(413, "at most 16384 bytes", login("{\"x\":\"" + "y".repeat(20_000) + "\"}"));
        assertProblem(
                415,
                "content type application/json",
                send(request("login")
                        .setHeader("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(MAIN))));
        assertProblem(405, "called by POST", send(request("login").GET()));
        assertProblem(404, "no such call", send(request("shutdown").GET()));
        assertThat(logins.current().updateSource()).isEmpty();
    }

    @Test
    void problemsAreToldInTheLanguageThatWasAskedFor() throws Exception {
        HttpResponse<String> answer =
                send(request("shutdown").setHeader("Accept-Language", "ru").GET());
        assertProblem(404, "no such call", answer);
        assertThat(answer.headers().firstValue("Content-Language")).contains("ru");
        assertThat(answer.body()).containsPattern("[а-я]{3}");
    }

    @Test
    void pagesOfOtherServersMayNotCall() throws Exception {
        assertProblem(
                403,
                "pages of http://evil.example may not call",
                send(request("login")
                        .setHeader("Origin", "http://evil.example")
                        .setHeader("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(MAIN))));
        assertThat(logins.current().updateSource()).isEmpty();
        assertThat(send(request("status")
                                .setHeader("Origin", "http://localhost:8080")
                                .GET())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyThisComputerMayCall() throws Exception {
        InetSocketAddress other =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, (byte) 168, 1, 7}), 5);
        InetSocketAddress own = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5);

        assertThat(LoopbackOnly.refusal(other, "localhost:10000", ""))
                .contains("only applications on this computer may call");
        assertThat(LoopbackOnly.refusal(own, "evil.example:10000", "")).isPresent();
        assertThat(LoopbackOnly.refusal(own, "127.0.0.1.evil.example", "")).isPresent();
        assertThat(LoopbackOnly.refusal(own, "localhost:10000", "null")).isPresent();
        for (String host : List.of("localhost", "127.0.0.1:10000", "[::1]:10000")) {
            assertThat(LoopbackOnly.refusal(own, host, "")).isEmpty();
        }
    }

    @Test
    void applicationsSeeTheStatus() throws Exception {
        HttpResponse<String> status = send(request("status").GET());

        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(status.body()).contains("\"phase\":\"idle\"", "\"source\":\"none\"", "No check has succeeded yet");
    }

    private static void assertProblem(int status, String reason, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(reason);
    }

    private HttpResponse<String> login(String json) throws Exception {
        return send(request("login")
                .setHeader("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String call) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/local/" + call));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
