package dev.lockstep.distribution.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class JettyPortTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void a_path_that_nobody_answers_gets_a_problem_and_the_header_by_which_lockstep_is_known() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            HttpResponse<byte[]> answer = get(port, "/nothing/here");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
            assertThat(NodeJson.readProblem(answer.body()).code()).isEqualTo(ProblemCode.NOT_FOUND);
            assertThat(new String(answer.body(), UTF_8)).contains("There is nothing at /nothing/here on 127.0.0.1:");
        }
    }

    @Test
    @DisplayName(
            "LS-034 Handlers of all bundles answer on the one port, the longest prefix first, and come and go while it serves")
    void handlers_come_and_go() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            Handler api = new Text("api");
            Handler events = new Text("events");
            port.add(List.of("/api/v1"), api);
            assertThat(text(port, "/api/v1/events")).isEqualTo("api");
            port.add(List.of("/api/v1/events/", "/also"), events);
            assertThat(text(port, "/api/v1/events")).isEqualTo("events");
            assertThat(text(port, "/api/v1/events/3")).isEqualTo("events");
            assertThat(text(port, "/also")).isEqualTo("events");
            assertThat(text(port, "/api/v1/eventsandmore")).isEqualTo("api");
            assertThat(events.isStarted()).isTrue();
            port.remove(events);
            assertThat(events.isStarted()).isFalse();
            assertThat(text(port, "/api/v1/events")).isEqualTo("api");
            assertThat(get(port, "/also").statusCode()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName(
            "LS-034 Where another bundle will answer, a node that starts says to come again, and not that there is nothing")
    void what_is_coming_is_not_missing() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            port.add(List.of("/targets"), new Text("payload"));
            port.expect(List.of("/api/v1/events", "/targets/assignments"));
            for (String coming : List.of("/api/v1/events", "/targets/assignments/a.json")) {
                HttpResponse<byte[]> answer = get(port, coming);
                assertThat(answer.statusCode()).as(coming).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
                assertThat(NodeJson.readProblem(answer.body()).code()).isEqualTo(ProblemCode.NODE_STARTING);
            }
            assertThat(text(port, "/targets/x")).isEqualTo("payload");
            assertThat(get(port, "/nothing").statusCode()).isEqualTo(404);
            Handler events = new Text("events");
            port.add(List.of("/api/v1/events"), events);
            assertThat(text(port, "/api/v1/events")).isEqualTo("events");
            // Its bundle is replaced.
            port.remove(events);
            assertThat(get(port, "/api/v1/events").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_handler_that_fails_gives_a_problem_that_tells_nothing_of_the_inside() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            port.add(List.of("/bad"), new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    throw new IllegalStateException("inner secret");
                }
            });
            HttpResponse<byte[]> answer = get(port, "/bad");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
            assertThat(new String(answer.body(), UTF_8)).contains("LS-INTERNAL").doesNotContain("secret");
        }
    }

    @Test
    void a_handler_of_a_bundle_whose_classes_are_gone_fails_as_any_other() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            port.add(List.of("/gone"), new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    throw new NoClassDefFoundError("inner/Secret");
                }
            });
            HttpResponse<byte[]> answer = get(port, "/gone");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(new String(answer.body(), UTF_8)).contains("LS-INTERNAL").doesNotContain("Secret");
        }
    }

    @Test
    void a_port_that_was_closed_is_not_opened_again() {
        JettyPort port = open(TestPort.options());
        port.close();
        port.adjust();
        assertThat(port.local()).isEmpty();
        assertThat(port.problem()).isEmpty();
    }

    @Test
    void a_port_in_use_is_told_clearly_and_tried_again() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                JettyPort port = open(TestPort.options(other.getLocalPort()))) {
            assertThat(port.local()).isEmpty();
            assertThat(port.problem()).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.PORT_UNAVAILABLE);
                assertThat(problem.toString())
                        .startsWith("This computer cannot listen on 127.0.0.1:" + other.getLocalPort()
                                + " (Address already in use)");
            });
            other.close();
            port.adjust();
            assertThat(port.problem()).isEmpty();
            assertThat(get(port, "/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("LS-176: A port that stays closed says what has to be done: an address, a right, a program, a key")
    void each_reason_for_a_closed_port_has_its_own_remedy() throws Exception {
        assertThat(problemAt("192.0.2.1", 0)).contains("none of its addresses").contains("Set host in etc/");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(problemAt("127.0.0.1", other.getLocalPort())).contains("Close the program that uses the port");
        }
    }

    private static String problemAt(String host, int port) {
        HttpOptions options =
                new HttpOptions(Optional.of(host), port, Duration.ofSeconds(30), 100, 8192, 1 << 20, 0, 8);
        List<Optional<Problem>> told = new ArrayList<>();
        try (JettyPort closed = new JettyPort(options, () -> false) {
            @Override
            void told(Optional<Problem> now) {
                told.add(now);
            }
        }) {
            closed.refresh();
            assertThat(told).containsExactly(closed.problem());
            return closed.problem().orElseThrow().toString();
        }
    }

    @Test
    @DisplayName("LS-034 It listens for other computers only while it distributes, else for its own applications")
    void it_listens_for_others_only_while_it_distributes() throws Exception {
        AtomicBoolean distributes = new AtomicBoolean();
        HttpOptions everywhere = new HttpOptions(Optional.empty(), 0, Duration.ofSeconds(30), 100, 8192, 1 << 20, 0, 8);
        try (JettyPort port = new JettyPort(everywhere, distributes::get)) {
            port.adjust();
            assertThat(port.host()).hasValue("127.0.0.1");
            URI before = port.local().orElseThrow();
            port.adjust();
            assertThat(port.local()).hasValue(before);
            distributes.set(true);
            port.adjust();
            assertThat(port.host()).hasValue("0.0.0.0");
            assertThat(get(port, "/").statusCode()).isEqualTo(404);
            distributes.set(false);
            port.adjust();
            assertThat(port.host()).hasValue("127.0.0.1");
        }
    }

    @Test
    void headers_and_bodies_that_are_too_long_are_refused() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            port.add(List.of("/take"), new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) throws Exception {
                    String body = Content.Source.asString(request, UTF_8);
                    response.write(true, UTF_8.encode("took " + body.length()), callback);
                    return true;
                }
            });
            URI uri = port.local().orElseThrow().resolve("/take");
            HttpRequest long1 = HttpRequest.newBuilder(uri)
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("X", "a".repeat(9000))
                    .build();
            HttpResponse<String> answer = client.send(long1, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(431);
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
            assertThat(answer.body()).contains("LS-BAD-REQUEST");

            assertThat(post(uri, BodyPublishers.ofByteArray(new byte[1 << 20])).body())
                    .isEqualTo("took 1048576");
            HttpResponse<String> tooLong = post(uri, BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]));
            assertThat(tooLong.statusCode()).isEqualTo(413);
            assertThat(tooLong.body()).contains("LS-BAD-REQUEST");
            HttpResponse<String> ofUnknownLength =
                    post(uri, BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[2 << 20])));
            assertThat(ofUnknownLength.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void what_is_not_http_is_refused_with_a_problem() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            assertThat(raw(port, "HELLO\r\n\r\n")).startsWith("HTTP/1.1 400").contains("Lockstep: 1", "LS-BAD-REQUEST");
            assertThat(raw(port, "GET / HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("Lockstep: 1", "LS-BAD-REQUEST");
        }
    }

    @Test
    void http_2_is_not_spoken_in_plain_text() throws Exception {
        try (JettyPort port = open(TestPort.options())) {
            assertThat(raw(port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 426");
            HttpRequest upgrade = HttpRequest.newBuilder(port.local().orElseThrow())
                    .version(HttpClient.Version.HTTP_2)
                    .build();
            assertThat(client.send(upgrade, BodyHandlers.discarding()).version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void silent_connections_are_closed() throws Exception {
        HttpOptions impatient =
                new HttpOptions(Optional.of("127.0.0.1"), 0, Duration.ofMillis(200), 100, 8192, 1 << 20, 0, 8);
        try (JettyPort port = open(impatient)) {
            assertThat(raw(port, "GET / HT")).doesNotContain("200");
        }
    }

    @Test
    void an_address_that_asks_too_often_is_told_to_wait() throws Exception {
        HttpOptions strict =
                new HttpOptions(Optional.of("127.0.0.1"), 0, Duration.ofSeconds(30), 100, 8192, 1 << 20, 5, 8);
        try (JettyPort port = open(strict)) {
            HttpResponse<byte[]> answer = get(port, "/");
            for (int i = 1; i < 5; i++) {
                assertThat(answer.statusCode()).as("request %d", i).isEqualTo(404);
                answer = get(port, "/");
            }
            for (int i = 0; i < 200 && answer.statusCode() != 429; i++) {
                answer = get(port, "/");
            }
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            assertThat(NodeJson.readProblem(answer.body()).code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
        }
    }

    private static JettyPort open(HttpOptions options) {
        JettyPort port = new JettyPort(options, () -> true);
        port.adjust();
        return port;
    }

    private HttpResponse<byte[]> get(JettyPort port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(port.local().orElseThrow().resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    private String text(JettyPort port, String path) throws Exception {
        HttpResponse<byte[]> answer = get(port, path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return new String(answer.body(), UTF_8);
    }

    private HttpResponse<String> post(URI uri, HttpRequest.BodyPublisher body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri)
                        .version(HttpClient.Version.HTTP_1_1)
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String raw(JettyPort port, String request) throws IOException {
        URI local = port.local().orElseThrow();
        try (Socket socket = new Socket(local.getHost(), local.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static final class Text extends Handler.Abstract {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
            return true;
        }
    }
}
