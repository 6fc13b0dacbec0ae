package dev.lockstep.distribution.internal.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Guarded;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.HttpSettings.Plain;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.distribution.internal.access.AccessRules;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.http.TestKey;
import dev.lockstep.distribution.internal.http.TestPort;
import dev.lockstep.distribution.internal.tls.AdministratorsKey;
import dev.lockstep.distribution.internal.tls.ServerTls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People who sign in at a running port. Only the realm is a list of this test; Karaf's own is asked in the tests of whole nodes. */
@Timeout(300)
class SignInTest {
    private static final String PASSWORD = "correct horse";
    private static final Map<String, Set<String>> ROLES = Map.of(
            "viewer", Set.of("viewer"),
            "approver", Set.of("viewer", "approver"),
            "installer", Set.of("viewer", "installer"),
            "editor", Set.of("viewer", "editor"),
            "setter", Set.of("viewer", "setter"),
            "guest", Set.of("guest"));

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private JettyPort port;
    private HttpClient client;
    private final TestAudit audit = new TestAudit();
    private SessionHandler people;

    @BeforeEach
    void start() throws Exception {
        open("waiting");
    }

    private void open(String admission) throws Exception {
        TestKey key = TestKey.make(folder);
        Rights rights = new Rights(Map.of(
                Right.VIEW, Set.of("viewer"),
                Right.APPROVE, Set.of("approver"),
                Right.INSTALL_UPDATES, Set.of("installer"),
                Right.EDIT_MODULES, Set.of("editor"),
                Right.CHANGE_SETTINGS, Set.of("setter")));
        people = SessionHandler.with(SignInTest::roles, rights, () -> now, audit);
        port = new JettyPort(
                TestPort.options(),
                () -> true,
                Optional.of(new ServerTls(new AdministratorsKey(key.keystore(), () -> TestKey.PASSWORD))),
                Optional.of(new AccessFilter(
                        new AccessRules(Set.of(Plain.LOOPBACK), HttpSettings.ADMISSION.read(admission), false),
                        Optional::empty,
                        people)));
        port.add(List.of(SessionHandler.PATH), people);
        port.add(List.of("/api/v1/admin", "/api/v1/computers"), new TellingCaller());
        port.adjust();
        client = HttpClient.newBuilder().sslContext(key.trust()).build();
    }

    /** Answers who asks, and declares its rights as a bundle does. */
    private static final class TellingCaller extends Handler.Abstract implements Guarded {
        private static final Map<String, Right> RIGHTS = Map.of(
                "/api/v1/admin/admissions/x/admit", Right.APPROVE,
                "/api/v1/admin/join-token", Right.APPROVE,
                "/api/v1/admin/modules/approve", Right.APPROVE,
                "/api/v1/admin/update", Right.INSTALL_UPDATES,
                "/api/v1/admin/check", Right.INSTALL_UPDATES,
                "/api/v1/admin/modules/install", Right.EDIT_MODULES,
                "/api/v1/admin/settings", Right.CHANGE_SETTINGS);

        @Override
        public Access access(String method, String path) {
            return new Access.People(
                    method.equals("GET") ? Right.VIEW : RIGHTS.getOrDefault(path, Right.CHANGE_SETTINGS),
                    path.startsWith("/api/v1/admin"));
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Caller caller = (Caller) request.getAttribute(Caller.ATTRIBUTE);
            response.write(true, ByteBuffer.wrap(String.valueOf(caller).getBytes(UTF_8)), callback);
            return true;
        }
    }

    @AfterEach
    void close() {
        people.end();
        port.close();
    }

    private static Optional<Set<String>> roles(String user, char[] password) {
        if (user.equals("broken")) {
            throw new IllegalStateException("the directory is broken");
        }
        return Arrays.equals(password, PASSWORD.toCharArray())
                ? Optional.ofNullable(ROLES.get(user))
                : Optional.empty();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @DisplayName(
            "LS-135 View, approve, install updates, edit modules and change settings are separate rights, 401 or 403 otherwise")
    @CsvSource({
        "view, GET, /api/v1/computers, viewer",
        "view, GET, /api/v1/admin/settings, viewer",
        "approve, POST, /api/v1/admin/admissions/x/admit, approver",
        "approve, POST, /api/v1/admin/join-token, approver",
        "approve, POST, /api/v1/admin/modules/approve, approver",
        "install-updates, POST, /api/v1/admin/update, installer",
        "install-updates, POST, /api/v1/admin/check, installer",
        "edit-modules, POST, /api/v1/admin/modules/install, editor",
        "change-settings, POST, /api/v1/admin/settings, setter"
    })
    void rights_are_separate(String right, String method, String path, String user) throws Exception {
        assertThat(ask(method, path, Optional.empty()).statusCode()).isEqualTo(401);
        for (String somebody : ROLES.keySet()) {
            HttpResponse<String> answer = ask(method, path, Optional.of(signIn(somebody)));
            boolean allowed = somebody.equals(user) || (right.equals("view") && !somebody.equals("guest"));
            assertThat(answer.statusCode()).as(somebody).isEqualTo(allowed ? 200 : 403);
            assertThat(answer.body()).contains(allowed ? "Person[name=" + somebody : "LS-RIGHT-MISSING");
        }
    }

    @Test
    void who_administers_signs_in_even_where_no_computer_needs_to_be_admitted() throws Exception {
        close();
        open("off");
        assertThat(ask("GET", "/api/v1/computers", Optional.empty()).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/api/v1/admin", "/api/v1/admin/status", "/api/v1/admin/update")) {
            assertThat(ask("GET", path, Optional.empty()).body()).contains("LS-SIGN-IN-NEEDED");
            assertThat(ask("POST", path, Optional.empty()).statusCode()).isEqualTo(401);
        }
        assertThat(ask("POST", "/api/v1/admin/update", Optional.of(signIn("installer")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_refusal_is_in_the_language_that_was_asked_for() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("/api/v1/admin/status"))
                        .header("Accept-Language", "ru-RU, en;q=0.5")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).contains("LS-SIGN-IN-NEEDED", "Это доступно только вошедшим");
        assertThat(answer.headers().firstValue("content-language")).hasValue("ru");
    }

    @Test
    void a_realm_that_fails_leaves_nobody_waiting() throws Exception {
        HttpResponse<String> answer = post("broken", PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("LS-INTERNAL").doesNotContain("directory");
    }

    @Test
    void a_session_says_who_signed_in_and_ends_when_asked_to() throws Exception {
        Signed session = signIn("installer");
        assertThat(session.cookie).startsWith("__Host-lockstep=");
        assertThat(session.attributes).contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/");
        HttpResponse<String> who = ask("GET", SessionHandler.PATH, Optional.of(session));
        assertThat(who.body()).contains("\"user\":\"installer\"", "\"rights\":[\"view\",\"install-updates\"]");
        assertThat(ask("DELETE", SessionHandler.PATH, Optional.of(session)).statusCode())
                .isEqualTo(204);
        assertThat(ask("GET", SessionHandler.PATH, Optional.of(session)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void sessions_end_when_nobody_uses_them_and_after_a_day_of_work() throws Exception {
        Signed idle = signIn("viewer");
        now = now.plus(Duration.ofMinutes(29));
        assertThat(ask("GET", "/api/v1/computers", Optional.of(idle)).statusCode())
                .isEqualTo(200);
        now = now.plus(Duration.ofMinutes(31));
        assertThat(ask("GET", "/api/v1/computers", Optional.of(idle)).statusCode())
                .isEqualTo(401);
        Signed busy = signIn("viewer");
        for (int i = 0; i < 24; i++) {
            assertThat(ask("GET", "/api/v1/computers", Optional.of(busy)).statusCode())
                    .isEqualTo(200);
            now = now.plus(Duration.ofMinutes(30));
        }
        now = now.plus(Duration.ofMinutes(1));
        assertThat(ask("GET", "/api/v1/computers", Optional.of(busy)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void what_another_site_makes_a_browser_send_changes_nothing() throws Exception {
        Signed session = signIn("setter");
        Signed forged = new Signed(session.cookie, "", session.attributes);
        HttpResponse<String> answer = ask("POST", "/api/v1/admin/settings", Optional.of(forged));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Lockstep-Csrf");
        assertThat(ask("DELETE", SessionHandler.PATH, Optional.of(forged)).statusCode())
                .isEqualTo(403);
        HttpResponse<String> form = client.send(
                HttpRequest.newBuilder(uri(SessionHandler.PATH))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(body("viewer", PASSWORD)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(415);
    }

    @Test
    void nobody_signs_in_or_is_signed_in_without_tls() throws Exception {
        Signed session = signIn("viewer");
        URI plain = port.local().orElseThrow();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(plain.resolve(SessionHandler.PATH))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body("viewer", PASSWORD)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("LS-TLS-REQUIRED");
        assertThat(client.send(
                                HttpRequest.newBuilder(plain.resolve("/api/v1/computers"))
                                        .header("Cookie", session.cookie)
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void who_guesses_passwords_waits_longer_and_longer_even_with_the_right_one() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(post("viewer", "guess " + i).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> throttled = post("viewer", PASSWORD);
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("retry-after")).hasValue("2");
        assertThat(throttled.body()).contains("LS-SIGN-IN-THROTTLED", "Try again in 2 seconds");
        assertThat(post("approver", PASSWORD).statusCode()).isEqualTo(200);
        now = now.plusSeconds(2);
        assertThat(post("viewer", "guess 6").statusCode()).isEqualTo(401);
        assertThat(post("viewer", PASSWORD).headers().firstValue("retry-after")).hasValue("3");
        now = now.plusSeconds(3);
        assertThat(post("viewer", PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void passwords_and_sessions_come_into_no_log_and_no_answer() throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        Signed session;
        try {
            session = signIn("viewer");
            assertThat(post("viewer", "almost the password").body()).doesNotContain("almost");
            HttpResponse<String> broken = client.send(
                    request("{\"user\":\"viewer\",\"password\":\"almost the password"), BodyHandlers.ofString());
            assertThat(broken.statusCode()).isEqualTo(400);
            assertThat(broken.body()).doesNotContain("almost");
            assertThat(post("evil\\nINFO viewer signed in", "x").statusCode()).isEqualTo(401);
        } finally {
            System.setErr(usual);
        }
        assertThat(log.toString(UTF_8))
                .contains("could not sign in as viewer")
                .doesNotContain(PASSWORD, "almost", session.csrf, session.cookie.substring(session.cookie.indexOf('=')))
                .doesNotContain("\nINFO viewer");
    }

    @Test
    @DisplayName(
            "LS-140 Who signs in and out, and who is refused, stands in the audit log with the address, and no password does")
    void signing_in_and_out_is_written_down() throws Exception {
        Signed session = signIn("viewer");
        assertThat(ask("DELETE", SessionHandler.PATH, Optional.of(session)).statusCode())
                .isEqualTo(204);
        for (int i = 0; i < 6; i++) {
            post("viewer", "guess");
        }
        assertThat(audit.written)
                .startsWith(
                        "user viewer: sign in user viewer from 127.0.0.1: signed in",
                        "user viewer: sign out user viewer from 127.0.0.1: signed out",
                        "somebody at 127.0.0.1: sign in user viewer from 127.0.0.1: refused")
                .endsWith(
                        "somebody at 127.0.0.1: sign in user viewer from 127.0.0.1: refused; the next try has to wait 1 s")
                .hasSize(7);
        assertThat(audit.written.toString()).doesNotContain(PASSWORD, "guess", session.csrf);
    }

    private static final class TestAudit implements Audit {
        private final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        public void record(AuditEvent event) {
            throw new UnsupportedOperationException("no thread of these runs for a person");
        }

        @Override
        public void record(String who, AuditEvent event) {
            written.add(who + ": " + event.action() + " " + event.subject() + " from " + event.source() + ": "
                    + event.result());
        }
    }

    @Test
    void words_that_are_too_many_are_refused() throws Exception {
        assertThat(post("viewer", "x".repeat(5000)).statusCode()).isEqualTo(413);
    }

    private Signed signIn(String user) throws Exception {
        HttpResponse<String> answer = post(user, PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(200);
        String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
        String csrf = answer.body().replaceAll(".*\"csrf\":\"([^\"]+)\".*", "$1");
        return new Signed(cookie.substring(0, cookie.indexOf(';')), csrf, cookie);
    }

    private HttpResponse<String> post(String user, String password) throws Exception {
        return client.send(request(body(user, password)), BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(uri(SessionHandler.PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String body(String user, String password) {
        return "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    private HttpResponse<String> ask(String method, String path, Optional<Signed> session) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
        session.ifPresent(signed -> {
            request.header("Cookie", signed.cookie);
            if (!signed.csrf.isEmpty()) {
                request.header(Sessions.CSRF_HEADER, signed.csrf);
            }
        });
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return TestPort.https(port).resolve(path);
    }

    private record Signed(String cookie, String csrf, String attributes) {}
}
