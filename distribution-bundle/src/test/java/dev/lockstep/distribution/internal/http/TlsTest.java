package dev.lockstep.distribution.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.http.HttpOptions.Tls;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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

@Timeout(60)
class TlsTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path folder;

    private Path keystore;

    @BeforeEach
    void makeKey() throws Exception {
        keystore = folder.resolve("key.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "node",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void both_protocols_are_spoken_over_tls_on_the_same_port(HttpClient.Version version) throws Exception {
        try (OnePort port = open(PASSWORD)) {
            URI local = port.local().orElseThrow();
            assertThat(local.getScheme()).isEqualTo("https");
            HttpClient client = HttpClient.newBuilder().sslContext(trust()).build();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(local.resolve("/x")).version(version).build(), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
        }
    }

    @Test
    void a_wrong_password_is_told_and_stands_in_no_message() {
        try (OnePort port = open("wrong battery")) {
            assertThat(port.local()).isEmpty();
            assertThat(port.problem()).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.PORT_UNAVAILABLE);
                assertThat(problem.toString()).contains("password").doesNotContain("battery");
            });
        }
    }

    private OnePort open(String password) {
        HttpOptions options = new HttpOptions(
                Optional.of("127.0.0.1"),
                0,
                Optional.of(new Tls(keystore, password)),
                Duration.ofSeconds(30),
                100,
                8192,
                1 << 20,
                0,
                8);
        OnePort port = new OnePort(options, () -> true);
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

    private SSLContext trust() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", keys.getCertificate("node"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
