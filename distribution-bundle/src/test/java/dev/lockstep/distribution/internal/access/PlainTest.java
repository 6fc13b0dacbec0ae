package dev.lockstep.distribution.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.HttpSettings.Admission;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.http.TestPort;
import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.distribution.internal.tls.SiteKeySource;
import dev.lockstep.http.GuardedHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and plain text on the one port. */
@Timeout(300)
class PlainTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-034 TLS and plain text are told apart on the one port, and plain text is answered where it is allowed")
    void both_on_one_port() throws Exception {
        ServerTls tls = tls();
        try (JettyPort port = open(tls, "loopback")) {
            HttpResponse<String> plain = HttpClient.newHttpClient()
                    .send(request(port.local().orElseThrow(), "/api/v1/x").build(), BodyHandlers.ofString());
            assertThat(plain.statusCode()).isEqualTo(200);
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> secure = trusting(tls)
                        .send(
                                request(TestPort.https(port), "/api/v1/x")
                                        .version(version)
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(secure.statusCode()).isEqualTo(200);
                assertThat(secure.version()).isEqualTo(version);
                assertThat(secure.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            }
        }
    }

    @Test
    void plain_text_that_is_not_allowed_is_answered_with_what_to_do_and_no_redirect() throws Exception {
        try (JettyPort port = open(tls(), "targets")) {
            URI base = port.local().orElseThrow();
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> refused =
                    client.send(request(base, "/api/v1/x").build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("location")).isEmpty();
            assertThat(refused.body())
                    .contains("LS-TLS-REQUIRED", "127.0.0.1:" + base.getPort(), "use https on the same port");
            HttpResponse<String> signed =
                    client.send(request(base, "/targets/x").build(), BodyHandlers.ofString());
            assertThat(signed.statusCode()).isEqualTo(200);
            assertThat(client.send(request(base, "/targets/../api/v1/x").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_handler_that_does_not_say_who_may_ask_answers_nobody() throws Exception {
        try (JettyPort port = open(tls(), "everything")) {
            port.add(List.of("/silent"), new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    callback.succeeded();
                    return true;
                }
            });
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(request(port.local().orElseThrow(), "/silent").build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("LS-NOT-FOUND");
        }
    }

    @Test
    void older_tls_is_not_spoken() throws Exception {
        ServerTls tls = tls();
        try (JettyPort port = open(tls, "")) {
            SSLParameters old = new SSLParameters();
            old.setProtocols(new String[] {"TLSv1.2"});
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(context(tls.current().orElseThrow().authority()))
                    .sslParameters(old)
                    .build();
            assertThatThrownBy(() -> client.send(
                            request(TestPort.https(port), "/api/v1/x").build(), BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void words_that_are_none_are_named() {
        assertThatThrownBy(() -> HttpSettings.PLAIN.read("loopback, all"))
                .hasMessage("plain: \"loopback, all\" is not usable, expected is loopback, targets, everything");
        assertThatThrownBy(() -> HttpSettings.ADMISSION.read("maybe"))
                .hasMessage("admission: \"maybe\" is not usable, expected is waiting, automatic, off");
    }

    private ServerTls tls() {
        return new ServerTls(
                new SiteKeySource(folder, "main", () -> Set.of("localhost", "127.0.0.1"), InstantSource.system()));
    }

    private static JettyPort open(ServerTls tls, String plain) {
        JettyPort port = new JettyPort(
                TestPort.options(),
                () -> true,
                Optional.of(tls),
                Optional.of(new AccessFilter(
                        new AccessRules(Set.copyOf(HttpSettings.PLAIN.read(plain)), Admission.OFF, false),
                        Optional::empty,
                        SignedInUsers.NONE)));
        port.add(List.of("/api/v1/x"), new Zeros(Access.COMPUTERS));
        port.add(List.of("/targets"), new Zeros(Access.SIGNED));
        port.adjust();
        return port;
    }

    private static final class Zeros extends GuardedHandler {
        Zeros(Access access) {
            super(access);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, ByteBuffer.allocate(100_000), callback);
            return true;
        }
    }

    private static HttpRequest.Builder request(URI base, String path) {
        return HttpRequest.newBuilder(URI.create(base + path.substring(1)));
    }

    private static HttpClient trusting(ServerTls tls) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context(tls.current().orElseThrow().authority()))
                .build();
    }

    private static SSLContext context(X509Certificate authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("site", authority);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
