package dev.lockstep.distribution.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class TlsTest {
    @TempDir
    private Path folder;

    private TestKey key;

    @BeforeEach
    void makeKey() throws Exception {
        key = TestKey.make(folder);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void both_protocols_are_spoken_over_tls_on_the_same_port(HttpClient.Version version) throws Exception {
        try (JettyPort port = open(TestKey.PASSWORD)) {
            URI local = TestPort.https(port);
            HttpClient client = HttpClient.newBuilder().sslContext(key.trust()).build();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(local.resolve("/x")).version(version).build(), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
        }
    }

    @Test
    void a_wrong_password_is_told_and_stands_in_no_message() {
        try (JettyPort port = open("wrong battery")) {
            assertThat(port.local()).isEmpty();
            assertThat(port.problem()).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.PORT_UNAVAILABLE);
                assertThat(problem.toString()).contains("password").doesNotContain("battery");
            });
        }
    }

    private JettyPort open(String password) {
        JettyPort port = key.port(password);
        port.add(List.of("/x"), new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.allocate(100_000), callback);
                return true;
            }
        });
        port.adjust();
        return port;
    }
}
