package dev.lockstep.distribution.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.tls.AdministratorsKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class TlsTest {
    private static final int BODY = 100_000;

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

    /** By the bytes that each sends in its handshake; without the extension there is nothing to choose from. */
    @ParameterizedTest
    @CsvSource({
        "http/1.1, http/1.1",
        "h2, h2",
        "http/1.1 h2, h2",
        "h2 http/1.1, h2",
        "http/1.0 http/1.1, http/1.1",
        "spdy/3.1 http/1.1, http/1.1",
        "'', ''"
    })
    void a_protocol_is_agreed_upon_by_the_name_that_ALPN_has_for_it(String offered, String agreed) throws Exception {
        try (JettyPort port = open(TestKey.PASSWORD);
                SSLSocket socket = (SSLSocket) key.trust()
                        .getSocketFactory()
                        .createSocket("127.0.0.1", TestPort.https(port).getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered.isEmpty() ? new String[0] : offered.split(" "));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
            if (!agreed.equals("h2")) {
                socket.getOutputStream()
                        .write("GET /x HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
                assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                        .isEqualTo("HTTP/1.1 200");
            }
        }
    }

    /** Programs that are not Java; .ci/install-packages names them. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(ForeignClient.class)
    void clients_of_other_makers_are_answered(ForeignClient client) throws Exception {
        Path authority = key.authority(folder.resolve("authority.pem"));
        try (JettyPort port = open(TestKey.PASSWORD)) {
            assertThat(client.get(TestPort.https(port).resolve("/x"), authority))
                    .isEqualTo("200 " + BODY);
        }
    }

    @Test
    void a_wrong_password_is_told_and_stands_in_no_message() {
        try (JettyPort port = open("wrong battery")) {
            assertThat(port.local()).isEmpty();
            assertThat(port.problem()).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.PORT_UNAVAILABLE);
                assertThat(problem.toString())
                        .contains("password", "the key by which it proves itself cannot be used")
                        .doesNotContain("battery");
            });
        }
    }

    @Test
    @DisplayName("LS-176: A keystore that is missing, empty, garbage or a folder is named, with what has to be done")
    void a_keystore_that_cannot_be_used_is_named() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.p12"), "this is no keystore");
        Path empty = Files.createFile(folder.resolve("empty.p12"));
        Path pem = Files.writeString(folder.resolve("no.pem"), "-----BEGIN NOTHING-----");
        Path directory = Files.createDirectory(folder.resolve("directory.p12"));
        Path missing = folder.resolve("missing.p12");
        for (Path file : List.of(garbage, empty, pem, directory, missing)) {
            AdministratorsKey broken = new AdministratorsKey(file, () -> "any");
            assertThatThrownBy(broken::current).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
        }
    }

    private JettyPort open(String password) {
        JettyPort port = key.port(password);
        port.add(List.of("/x"), new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.allocate(BODY), callback);
                return true;
            }
        });
        port.adjust();
        return port;
    }
}
