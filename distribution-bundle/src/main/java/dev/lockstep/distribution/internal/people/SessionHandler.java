package dev.lockstep.distribution.internal.people;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.door.Visitors;
import dev.lockstep.distribution.internal.http.ProblemAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/session}: people sign in (POST), ask who they are (GET) and sign out (DELETE). */
@Component(
        service = {Handler.class, Visitors.class},
        property = HttpPort.PATH + "=" + SessionHandler.PATH,
        configurationPid = "dev.lockstep.rights")
@Designate(ocd = RightsConfiguration.class)
public final class SessionHandler extends Handler.Abstract implements Visitors {
    static final String PATH = "/api/v1/session";
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
    private static final int LONGEST_BODY = 4096;
    private static final int AT_A_TIME = 2;
    private static final int QUEUED = 32;

    private final Realm realm;
    private final Rights rights;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Audit audit;
    /** Apart from the port's threads: a directory that does not answer keeps only those waiting who sign in. */
    private final ExecutorService executor;

    /** Called by Declarative Services. */
    @Activate
    public SessionHandler(
            BundleContext context,
            RightsConfiguration configuration,
            @Reference Settings settings,
            @Reference Audit audit) {
        this(
                new JaasRealm(
                        configuration.realm(),
                        Optional.of(configuration.realm_file().strip())
                                .filter(file -> !file.isEmpty())
                                .map(settings.identity().home()::resolve),
                        new LoginModules(context)),
                Rights.of(configuration),
                InstantSource.system(),
                audit);
    }

    /**
     * With people, rights and a clock of the caller's choice; who signs in and out is written down. A method, not a constructor:
     * Declarative Services would take any public one with as many parameters as its own.
     */
    public static SessionHandler with(Realm realm, Rights rights, InstantSource clock, Audit audit) {
        return new SessionHandler(realm, rights, clock, audit);
    }

    private SessionHandler(Realm realm, Rights rights, InstantSource clock, Audit audit) {
        this.realm = realm;
        this.rights = rights;
        this.sessions = new Sessions(clock);
        this.throttle = new Throttle(clock);
        this.audit = audit;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                AT_A_TIME, AT_A_TIME, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUED), work -> {
                    Thread thread = new Thread(work, "lockstep-sign-in");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.executor = pool;
    }

    @Deactivate
    void end() {
        executor.shutdownNow();
    }

    @Override
    public Optional<Caller.Person> of(Request request) {
        return sessions.of(request);
    }

    @Override
    public boolean isForged(Request request) {
        return sessions.isForged(request);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!request.isSecure()) {
            problem(
                    HttpStatus.FORBIDDEN_403,
                    ProblemCode.TLS_REQUIRED,
                    Map.of("address", ProblemAnswer.addressOf(request)),
                    response,
                    callback);
        } else if (HttpMethod.POST.is(request.getMethod())) {
            post(request, response, callback);
        } else if (HttpMethod.GET.is(request.getMethod())) {
            get(request, response, callback);
        } else if (HttpMethod.DELETE.is(request.getMethod())) {
            delete(request, response, callback);
        } else {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, POST, DELETE");
            badRequest(
                    HttpStatus.METHOD_NOT_ALLOWED_405,
                    "only GET, POST and DELETE are possible here",
                    response,
                    callback);
        }
        return true;
    }

    private void post(Request request, Response response, Callback callback) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        // Forms and plain text any page can make a browser send; JSON it cannot.
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            badRequest(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "signing in has the content type application/json",
                    response,
                    callback);
            return;
        }
        if (request.getLength() > LONGEST_BODY) {
            badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "signing in takes less words", response, callback);
            return;
        }
        Content.Source.asByteArrayAsync(request, LONGEST_BODY, new Promise.Invocable.NonBlocking<>() {
            @Override
            public void succeeded(byte[] body) {
                enqueue(body, request, response, callback);
            }

            @Override
            public void failed(Throwable failure) {
                // Jetty has yet to let go of the request when it tells of this.
                executor.execute(() -> callback.failed(failure));
            }
        });
    }

    private void enqueue(byte[] body, Request request, Response response, Callback callback) {
        try {
            executor.execute(() -> signIn(body, request, response, callback));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many sign in at a time", e);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            problem(
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    ProblemCode.SIGN_IN_THROTTLED,
                    Map.of("seconds", "1"),
                    response,
                    callback);
        }
    }

    private void signIn(byte[] body, Request request, Response response, Callback callback) {
        String user;
        char[] password;
        try {
            JsonMembers json = JsonMembers.parse(body);
            user = json.text("user");
            password = json.text("password").toCharArray();
        } catch (IllegalArgumentException e) {
            // Its message may quote the body.
            badRequest(
                    HttpStatus.BAD_REQUEST_400,
                    "needed is {\"user\":\"...\",\"password\":\"...\"}",
                    response,
                    callback);
            return;
        } finally {
            Arrays.fill(body, (byte) 0);
        }
        String address = Request.getRemoteAddr(request);
        Duration waiting = throttle.waiting(user, address);
        if (!waiting.isZero()) {
            Arrays.fill(password, ' ');
            long seconds = waiting.toSeconds() + 1;
            response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
            problem(
                    HttpStatus.TOO_MANY_REQUESTS_429,
                    ProblemCode.SIGN_IN_THROTTLED,
                    Map.of("seconds", Long.toString(seconds)),
                    response,
                    callback);
            return;
        }
        Optional<Set<String>> roles =
                user.isEmpty() || password.length == 0 ? Optional.empty() : realm.roles(user, password);
        Arrays.fill(password, ' ');
        if (roles.isEmpty()) {
            throttle.failed(user, address);
            LOG.warn("Somebody at {} could not sign in as {}", address, printable(user));
            refused(user, address);
            problem(HttpStatus.UNAUTHORIZED_401, ProblemCode.SIGN_IN_REFUSED, Map.of(), response, callback);
            return;
        }
        throttle.succeeded(user, address);
        Caller.Person person = new Caller.Person(user, rights.of(roles.get()));
        // A session that the browser brought along is never gone on with: somebody else may have put it there.
        sessions.close(request);
        Sessions.Opened opened = sessions.open(person);
        LOG.info("{} signed in from {}", printable(user), address);
        record(person, "sign in", "signed in", address);
        response.getHeaders()
                .add(
                        HttpHeader.SET_COOKIE,
                        Sessions.COOKIE + "=" + opened.id() + "; Path=/; Secure; HttpOnly; SameSite=Strict");
        answer(person, opened.csrf(), response, callback);
    }

    /** Tries that nobody looks at, because their address has to wait, are not written down: they would fill the log. */
    private void refused(String user, String address) {
        Duration waiting = throttle.waiting(user, address);
        String result =
                waiting.isZero() ? "refused" : "refused; the next try has to wait " + waiting.toSeconds() + " s";
        audit.record(
                "somebody at " + address,
                AuditEvent.of("sign in", "user " + printable(user), result).origin("", address));
    }

    private void record(Caller.Person person, String action, String result, String address) {
        audit.record(
                "user " + person.name(),
                AuditEvent.of(action, "user " + person.name(), result).origin("", address));
    }

    private void get(Request request, Response response, Callback callback) {
        Optional<Caller.Person> person = sessions.of(request);
        if (person.isEmpty()) {
            problem(HttpStatus.UNAUTHORIZED_401, ProblemCode.SIGN_IN_NEEDED, Map.of(), response, callback);
            return;
        }
        answer(person.get(), sessions.csrf(request).orElse(""), response, callback);
    }

    private void delete(Request request, Response response, Callback callback) {
        if (sessions.of(request).isPresent() && sessions.isForged(request)) {
            problem(
                    HttpStatus.FORBIDDEN_403,
                    ProblemCode.BAD_REQUEST,
                    Map.of("reason", "the header " + Sessions.CSRF_HEADER + " is missing or wrong"),
                    response,
                    callback);
            return;
        }
        sessions.of(request)
                .ifPresent(person -> record(person, "sign out", "signed out", Request.getRemoteAddr(request)));
        sessions.close(request);
        response.getHeaders()
                .add(
                        HttpHeader.SET_COOKIE,
                        Sessions.COOKIE + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    private static void answer(Caller.Person person, String csrf, Response response, Callback callback) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("user", person.name());
        var words = json.putArray("rights");
        person.rights().stream().sorted().map(Right::word).forEach(words::add);
        json.put("csrf", csrf);
        byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/json")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static void badRequest(int status, String reason, Response response, Callback callback) {
        problem(status, ProblemCode.BAD_REQUEST, Map.of("reason", reason), response, callback);
    }

    private static void problem(
            int status, ProblemCode code, Map<String, String> facts, Response response, Callback callback) {
        if (status == HttpStatus.UNAUTHORIZED_401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Lockstep");
        }
        ProblemAnswer.write(status, Problem.of(code, facts), response, callback);
    }

    /** Names come from the network: they must not make lines of their own in the log. */
    private static String printable(String user) {
        String harmless = user.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= 64 ? harmless : harmless.substring(0, 64) + "...";
    }
}
