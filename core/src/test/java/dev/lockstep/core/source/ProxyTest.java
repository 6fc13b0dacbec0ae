package dev.lockstep.core.source;

import static dev.lockstep.core.source.HttpTransportTest.assertProblem;
import static dev.lockstep.core.source.LoopbackServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProxyTest {
    private static final String FILE = "metadata/vendor/timestamp.json";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("us er:p@ss:ü".getBytes(StandardCharsets.UTF_8));

    @Test
    @DisplayName("LS-028 The vendor is reached through a proxy with user and password")
    void theVendorIsReachedThroughAProxy() throws IOException {
        try (var proxy = proxy(BASIC);
                var vendor = LoopbackServer.answering(head -> answer("200 OK", "", "signed"))) {
            Transport transport = through(proxy.port(), "us%20er:p%40ss%3A%C3%BC@")
                    .open(new UpdateSource.Vendor(List.of(URI.create("http://" + vendor.address() + "/updates"))));
            assertThat(transport.read(FILE, 100).orElseThrow()).asString().isEqualTo("signed");
            assertThat(proxy.requests.get(0)).startsWith("GET http://" + vendor.address() + "/updates/" + FILE);
        }
    }

    @Test
    @DisplayName("LS-028 The vendor's TLS goes through the proxy, and the password stops there")
    void tlsGoesThroughTheProxyAndThePasswordStopsThere() throws Exception {
        var identity = TlsIdentity.forLoopback();
        try (var proxy = proxy(BASIC);
                var vendor = new LoopbackServer(identity.listen(), connection -> {
                    connection.server(connection.readHead().orElseThrow());
                    connection.write(answer("200 OK", "Connection: close\r\n", "signed"));
                })) {
            var transports = new Transports(
                    HttpLimits.USUAL,
                    HttpProxy.parse("http://us%20er:p%40ss%3A%C3%BC@127.0.0.1:" + proxy.port()),
                    Optional.empty(),
                    identity.trusting());
            Transport transport =
                    transports.open(new UpdateSource.Vendor(List.of(URI.create("https://" + vendor.address() + "/"))));
            assertThat(transport.read(FILE, 100).orElseThrow()).asString().isEqualTo("signed");
            assertThat(proxy.requests.get(0)).startsWith("CONNECT " + vendor.address());
            assertThat(vendor.requests.get(0)).startsWith("GET /" + FILE).doesNotContainIgnoringCase("proxy-auth");
        }
    }

    @Test
    @DisplayName("LS-028 A proxy that refuses the password has its own text")
    void aProxyThatRefusesThePasswordHasItsOwnText() throws IOException {
        try (var proxy = proxy(BASIC)) {
            for (String scheme : List.of("http", "https")) {
                Transport transport = through(proxy.port(), "user:wrong@")
                        .open(new UpdateSource.Vendor(List.of(URI.create(scheme + "://vendor.invalid/"))));
                assertProblem(ProblemCode.PROXY_AUTHENTICATION, () -> transport.open(FILE, 0))
                        .isEqualTo("The proxy " + proxy.address()
                                + " refuses the user name or password. Check the proxy settings.");
            }
        }
    }

    @Test
    @DisplayName("LS-028 A proxy that cannot be reached has its own text")
    void aProxyThatCannotBeReachedHasItsOwnText() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Transport transport =
                through(port, "").open(new UpdateSource.Vendor(List.of(URI.create("http://vendor.invalid/"))));
        assertProblem(ProblemCode.PROXY_UNREACHABLE, () -> transport.open(FILE, 0))
                .isEqualTo("The proxy 127.0.0.1:" + port + " towards http://vendor.invalid/ cannot be reached"
                        + " (it refuses the connection). Check the proxy settings.");
    }

    @Test
    void aProxyThatDoesNotGetThroughIsToldApartFromTheVendorsOwnErrors() throws IOException {
        try (var proxy = LoopbackServer.answering(head -> answer("502 Bad Gateway", "", "no such host"))) {
            for (String scheme : List.of("http", "https")) {
                Transport transport = through(proxy.port(), "")
                        .open(new UpdateSource.Vendor(List.of(URI.create(scheme + "://vendor.invalid/"))));
                assertProblem(ProblemCode.SOURCE_UNREACHABLE, () -> transport.open(FILE, 0))
                        .contains("the proxy " + proxy.address());
            }
        }
    }

    @Test
    void theProxyIsForTheVendorAndNotForComputersOfTheSite() throws IOException {
        try (var proxy = proxy("");
                var server = LoopbackServer.answering(head -> answer("200 OK", "Lockstep: 1\r\n", "{}"))) {
            Transport transport = through(proxy.port(), "")
                    .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", server.port()), false));
            assertThat(transport.read(FILE, 100)).isPresent();
            assertThat(proxy.requests).isEmpty();
        }
    }

    @Test
    @DisplayName("LS-051 An unknown certificate has its own text")
    void anUnknownCertificateHasItsOwnText() throws Exception {
        try (var server = new LoopbackServer(TlsIdentity.forLoopback().listen(), connection -> connection.readHead())) {
            var source = new UpdateSource.Computer(new ServerAddress("127.0.0.1", server.port()), true);
            assertProblem(
                            ProblemCode.SOURCE_TLS,
                            () -> new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                                    .open(source)
                                    .open(FILE, 0))
                    .isEqualTo("No secure connection to the update source " + server.address()
                            + ": its certificate is not trusted on this computer.");
        }
    }

    @Test
    void aServerWithoutTlsIsSaidToBeOne() throws IOException {
        try (var server = new LoopbackServer(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var source = new UpdateSource.Computer(new ServerAddress("127.0.0.1", server.port()), true);
            assertProblem(
                            ProblemCode.SOURCE_TLS,
                            () -> new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                                    .open(source)
                                    .open(FILE, 0))
                    .contains("it does not speak TLS on this port");
        }
    }

    @Test
    void aProxyIsWrittenAsAUrlAndItsPasswordIsNeverShown() {
        HttpProxy proxy = HttpProxy.parse(" http://user:a%3Ab@proxy.example ").orElseThrow();
        assertThat(proxy).isEqualTo(new HttpProxy(new ServerAddress("proxy.example", 3128), "user", "a:b"));
        assertThat(proxy).hasToString("proxy.example:3128");
        assertThat(HttpProxy.parse("  ")).isEmpty();
        assertProblem(ProblemCode.BAD_URL, () -> HttpProxy.parse("socks://user:secret@proxy:1"))
                .doesNotContain("secret");
        assertProblem(ProblemCode.BAD_URL, () -> HttpProxy.parse("http://user:sec ret@proxy:1"))
                .doesNotContain("sec ret");
    }

    private static Transports through(int port, String credentials) {
        return new Transports(
                HttpLimits.USUAL, HttpProxy.parse("http://" + credentials + "127.0.0.1:" + port), Optional.empty());
    }

    /** A proxy that forwards one request, or one tunnel, per connection. */
    private static LoopbackServer proxy(String authorization) throws IOException {
        return new LoopbackServer(connection -> {
            String head = connection.readHead().orElseThrow();
            connection.server(head);
            if (!LoopbackServer.header(head, "Proxy-Authorization").equals(authorization)) {
                connection.write(answer(
                        "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"office\"\r\n", ""));
                return;
            }
            String target = head.split(" ")[1].replaceFirst("http://", "").replaceFirst("/.*", "");
            int colon = target.lastIndexOf(':');
            try (var onward = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
                if (head.startsWith("CONNECT")) {
                    connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                } else {
                    onward.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                }
                var back = CompletableFuture.runAsync(() -> {
                    try {
                        onward.getInputStream().transferTo(connection.out);
                        connection.socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
                connection.in.transferTo(onward.getOutputStream());
                back.join();
            }
        });
    }
}
