package dev.lockstep.admin.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.client.internal.settings.NamedSettingsService;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.settings.HttpSettings.Admission;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.distribution.internal.access.AccessRules;
import dev.lockstep.distribution.internal.http.HttpOptions;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.people.Rights;
import dev.lockstep.distribution.internal.people.SessionHandler;
import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.distribution.internal.tls.SiteKeySource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server with its one port, its access filter, TLS, people who sign in, the settings file and the audit log as they are on any
 * server. In the place of agent, modules and fleet there is what remembers that it was asked.
 */
final class AdminSite implements AutoCloseable {
    static final String ADMIN = "/api/v1/admin";
    private static final String PASSWORD = "correct horse";
    private static final JsonMapper JSON = new JsonMapper();

    static {
        // The port closes a connection after a refusal that left a body unread; Java's client would use it again.
        System.setProperty("jdk.httpclient.keepalive.timeout", "0");
    }

    final TestAgent agent;
    final TestModules modules = new TestModules();
    final TestServices services = new TestServices();
    final AuditService trail;
    final Path settingsFile;
    final SettingsService settings;
    private final SessionHandler people;
    private final JettyPort port;
    private final AdminApi api;
    private final HttpClient client;
    private final Map<String, Session> sessions = new HashMap<>();

    AdminSite(Path folder) throws IOException, GeneralSecurityException {
        settings = new SettingsService(folder, "main");
        settingsFile = folder.resolve("etc/dev.lockstep.node.cfg");
        trail = new AuditService(settings);
        agent = new TestAgent(trail);
        Map<Right, Set<String>> roles =
                Arrays.stream(Right.values()).collect(Collectors.toMap(Function.identity(), r -> Set.of(r.word())));
        people = SessionHandler.with(AdminSite::roles, new Rights(roles), InstantSource.system(), event -> {});
        ServerTls tls = new ServerTls(
                new SiteKeySource(folder.resolve("tls"), "main", () -> Set.of("127.0.0.1"), InstantSource.system()));
        port = new JettyPort(
                new HttpOptions(Optional.of("127.0.0.1"), 0, Duration.ofSeconds(30), 100, 8192, 1 << 20, 0, 8),
                () -> true,
                Optional.of(tls),
                Optional.of(new AccessFilter(
                        new AccessRules(Set.of(), Admission.WAITING, false), Optional::empty, people)));
        api = new AdminApi(
                agent,
                settings,
                new NamedSettingsService(settings, trail),
                services.distribution,
                services.versions,
                modules,
                services.computers,
                services.admissions,
                port,
                services.site,
                services.trusted,
                trail,
                new TestImport(services, folder.resolve("uploads")),
                TestUpstream.listing(
                        new VendorMetadata.OfferedRelease(TestAgent.OLD, "stable", 1),
                        new VendorMetadata.OfferedRelease(TestAgent.NEW, "stable", 2)),
                new TestAssignments(services.done));
        port.add(List.of("/api/v1/session"), people);
        port.add(List.of(AdminApi.PATH, OpenApiResource.PATH), api);
        port.adjust();
        // Over HTTP/2 Jetty closes the connection of who sends a hundred bodies a second that are refused unread.
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust(tls))
                .build();
    }

    private static SSLContext trust(ServerTls tls) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("site", tls.current().orElseThrow().authority());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Anna has all rights, Ivan none; whoever is called like a right has this one alone. */
    private static Optional<Set<String>> roles(String user, char[] password) {
        Set<String> all = Arrays.stream(Right.values()).map(Right::word).collect(Collectors.toSet());
        Set<String> roles = user.equals("anna") ? all : Set.of(user);
        boolean known = user.equals("anna") || user.equals("ivan") || all.contains(user);
        return known && Arrays.equals(password, PASSWORD.toCharArray()) ? Optional.of(roles) : Optional.empty();
    }

    List<Route> routes() {
        return api.routes();
    }

    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port.local().orElseThrow().getPort() + path);
    }

    /** What somebody asks, with all that such a request needs but what a test takes away. */
    Question as(String user) throws IOException, InterruptedException {
        Session session = sessions.get(user);
        if (session == null) {
            session = signIn(user);
            sessions.put(user, session);
        }
        return new Question(Optional.of(session));
    }

    Question asStranger() {
        return new Question(Optional.empty());
    }

    private Session signIn(String user) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("/api/v1/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"user\":\"" + user + "\",\"password\":\"" + PASSWORD + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
        return new Session(
                cookie.substring(0, cookie.indexOf(';')),
                JSON.readTree(answer.body()).get("csrf").asText());
    }

    /** Asks until a piece of work has ended, and says how. */
    JsonNode ended(Answer begun) throws IOException, InterruptedException {
        String location = begun.header("location");
        for (int i = 0; i < 1000; i++) {
            JsonNode operation = as("anna").get(location).json();
            if (operation.get("state").asText().equals("ended")) {
                return operation;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("it did not end: " + begun.body());
    }

    @Override
    public void close() {
        port.close();
        api.end();
    }

    private record Session(String cookie, String csrf) {}

    /** A request while it is put together. */
    final class Question {
        private final Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));

        private Question(Optional<Session> session) {
            session.ifPresent(signed -> with("Cookie", signed.cookie()).with("Lockstep-Csrf", signed.csrf()));
        }

        Question with(String header, String value) {
            headers.put(header, value);
            return this;
        }

        Question without(String header) {
            headers.remove(header);
            return this;
        }

        /** With a key that nobody used before. */
        Question once() {
            return with("Idempotency-Key", UUID.randomUUID().toString());
        }

        Answer get(String path) throws IOException, InterruptedException {
            return send("GET", path, BodyPublishers.noBody());
        }

        Answer post(String path, String body) throws IOException, InterruptedException {
            return send("POST", path, BodyPublishers.ofString(body, UTF_8));
        }

        Answer put(String path, String body) throws IOException, InterruptedException {
            return send("PUT", path, BodyPublishers.ofString(body, UTF_8));
        }

        Answer send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
            headers.forEach(request::header);
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(method, path, response);
        }
    }

    /** An answer, and what it answers. */
    record Answer(String method, String path, HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(response.body());
        }

        @Override
        public String toString() {
            return Stream.of(method, path, status(), body())
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
        }
    }
}
