package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A person at a browser who trusts the authority of a server's site, and signs in there with the password that its launcher left in
 * {@code etc/initial-admin-password}.
 */
final class Administrator {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CERTIFICATE_BEGINS = "-----BEGIN CERTIFICATE-----";

    private final ObjectMapper json = new ObjectMapper();
    private final Path home;
    private final IntSupplier port;
    private Optional<HttpClient> client = Optional.empty();
    private Optional<String> cookie = Optional.empty();

    Administrator(Path home, IntSupplier port) {
        this.home = home;
        this.port = port;
    }

    /** What a path says to who signed in; empty if nobody answers. */
    Optional<JsonNode> get(String path) {
        try {
            HttpResponse<byte[]> answer = ask(path);
            if (answer.statusCode() == 401) {
                signIn();
                answer = ask(path);
            }
            return Optional.of(json.readTree(answer.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + base(), e);
        }
    }

    private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        cookie.ifPresent(value -> request.header("Cookie", value));
        return client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private void signIn() throws IOException, InterruptedException {
        HttpResponse<String> answer = client().send(
                        request("/api/v1/session")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        json.writeValueAsBytes(Map.of("user", "admin", "password", password()))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        List<String> cookies = answer.headers().allValues("set-cookie");
        if (answer.statusCode() != 200 || cookies.isEmpty()) {
            throw new IllegalStateException(
                    "signing in at " + base() + " gave " + answer.statusCode() + ": " + answer.body());
        }
        cookie = Optional.of(cookies.get(0).split(";", 2)[0]);
    }

    String password() {
        Path note = home.resolve("etc/initial-admin-password");
        try {
            return Files.readString(note).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + note, e);
        }
    }

    private String base() {
        return "https://127.0.0.1:" + port.getAsInt();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base() + path)).timeout(LIMIT);
    }

    private HttpClient client() throws IOException {
        if (client.isEmpty()) {
            client = Optional.of(HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .sslContext(trust())
                    .build());
        }
        return client.get();
    }

    private SSLContext trust() throws IOException {
        String pem = Files.readString(home.resolve("data/lockstep/site/tls/authority.pem"));
        byte[] certificate = pem.substring(pem.indexOf(CERTIFICATE_BEGINS)).getBytes(StandardCharsets.US_ASCII);
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry(
                    "site",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the site's authority cannot be used", e);
        }
    }
}
