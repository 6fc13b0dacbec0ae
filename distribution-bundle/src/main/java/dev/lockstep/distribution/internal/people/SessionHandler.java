package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.RightsSettings;
import dev.lockstep.distribution.internal.access.SignedInUsers;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.http.Json;
import dev.lockstep.http.RequestBody;
import java.nio.file.Path;
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
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/session}: people sign in (POST), ask who they are (GET) and sign out (DELETE). */
@Component(
        service = {Handler.class, SignedInUsers.class},
        property = HttpPort.PATH + "=" + SessionHandler.PATH,
        configurationPid = "dev.lockstep.rights")
public final class SessionHandler extends GuardedHandler implements SignedInUsers {
    static final String PATH = "/api/v1/session";
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
    private static final int LONGEST_BODY = 4096;
    private static final int AT_A_TIME = 2;
    private static final int QUEUED = 32;
    private static final long BYTES_UNDER_WAY = 1L << 20;

    private final Realm realm;
    /** Of the people of Karaf's console. */
    private static final String CONSOLE = "karaf";

    private static final Duration DIRECTORY_LIMIT = Duration.ofSeconds(10);

    private final Rights rights;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Audit audit;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);
    /** Apart from the port's threads: a directory that does not answer keeps only those waiting who sign in. */
    private final ExecutorService executor;

    /** Called by Declarative Services. */
    @Activate
    public SessionHandler(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Settings settings,
            @Reference Audit audit) {
        this(RightsSettings.FILE.read(properties, LOG::warn), context, settings, audit);
    }

    private SessionHandler(EtcValues values, BundleContext context, Settings settings, Audit audit) {
        this(
                realm(values, context, settings),
                Rights.of(values),
                InstantSource.system(),
                new FamiliarAddresses(Optional.of(settings.identity().data().resolve("people/signed-in.json"))),
                audit);
    }

    private static Realm realm(EtcValues values, BundleContext context, Settings settings) {
        Optional<Path> file = Optional.of(values.get(RightsSettings.REALM_FILE))
                .filter(named -> !named.isEmpty())
                .map(settings.identity().home()::resolve);
        LoginModules modules = new LoginModules(context);
        Realm realm = new JaasRealm(values.get(RightsSettings.REALM), file, modules);
        return file.isEmpty()
                ? realm
                : new DirectoryRealm(
                        realm, new JaasRealm(CONSOLE, Optional.empty(), modules), Set.of("admin"), DIRECTORY_LIMIT);
    }

    /**
     * With people, rights and a clock of the caller's choice; who signs in and out is written down. A method, not a constructor:
     * Declarative Services would take any public one with as many parameters as its own.
     */
    public static SessionHandler with(Realm realm, Rights rights, InstantSource clock, Audit audit) {
        return new SessionHandler(realm, rights, clock, new FamiliarAddresses(Optional.empty()), audit);
    }

    private SessionHandler(Realm realm, Rights rights, InstantSource clock, FamiliarAddresses familiar, Audit audit) {
        super(Access.EVERYBODY);
        this.realm = realm;
        this.rights = rights;
        this.sessions = new Sessions(clock);
        this.throttle = new Throttle(clock, familiar);
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
        if (HttpMethod.POST.is(request.getMethod()) && request.isSecure()) {
            post(request, response, callback);
            return true;
        }
        return answer(request).sent(request, response, callback);
    }

    private Answer answer(Request request) {
        if (!request.isSecure()) {
            return problem(
                    HttpStatus.FORBIDDEN_403, ProblemCode.TLS_REQUIRED, Map.of("address", Answer.address(request)));
        }
        return Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE)
                .orElseGet(() -> HttpMethod.GET.is(request.getMethod()) ? get(request) : delete(request));
    }

    private void post(Request request, Response response, Callback callback) {
        // Forms and plain text any page can make a browser send; JSON it cannot.
        if (!RequestBody.isJson(request)) {
            Answer.badRequest(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "signing in has the content type application/json")
                    .send(request, response, callback);
            return;
        }
        RequestBody.collect(request, LONGEST_BODY, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                enqueue(complete.bytes().toByteArray(), request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                Answer.badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "signing in takes less words")
                        .send(request, response, callback);
            }
        });
    }

    private void enqueue(byte[] body, Request request, Response response, Callback callback) {
        try {
            executor.execute(Answer.ending(
                    request, response, callback, () -> signIn(body, request).send(request, response, callback)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many sign in at a time", e);
            problem(HttpStatus.SERVICE_UNAVAILABLE_503, ProblemCode.SIGN_IN_THROTTLED, Map.of("seconds", "1"))
                    .retryAfter(Duration.ofSeconds(1))
                    .send(request, response, callback);
        }
    }

    private Answer signIn(byte[] body, Request request) {
        String user;
        char[] password;
        try {
            JsonMembers json = JsonMembers.parse(body);
            user = json.text("user");
            password = json.text("password").toCharArray();
        } catch (IllegalArgumentException e) {
            // Its message may quote the body.
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "needed is {\"user\":\"...\",\"password\":\"...\"}");
        } finally {
            Arrays.fill(body, (byte) 0);
        }
        String address = Request.getRemoteAddr(request);
        Duration waiting = throttle.waiting(user, address);
        if (!waiting.isZero()) {
            Arrays.fill(password, ' ');
            Duration wait = Duration.ofSeconds(waiting.toSeconds() + 1);
            return problem(
                            HttpStatus.TOO_MANY_REQUESTS_429,
                            ProblemCode.SIGN_IN_THROTTLED,
                            Map.of("seconds", Long.toString(wait.toSeconds())))
                    .retryAfter(wait);
        }
        Optional<Set<String>> roles;
        try {
            roles = user.isEmpty() || password.length == 0 ? Optional.empty() : realm.roles(user, password);
        } catch (ProblemException e) {
            // Nobody's mistake, so it slows nobody down.
            LOG.warn("Somebody at {} could not sign in as {}: {}", address, printable(user), e.problem());
            return Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, e.problem());
        } finally {
            Arrays.fill(password, ' ');
        }
        if (roles.isEmpty()) {
            throttle.failed(user, address);
            LOG.warn("Somebody at {} could not sign in as {}", address, printable(user));
            refused(user, address);
            return problem(HttpStatus.UNAUTHORIZED_401, ProblemCode.SIGN_IN_REFUSED, Map.of());
        }
        throttle.succeeded(user, address);
        Caller.Person person = new Caller.Person(user, rights.of(roles.get()));
        // A session that the browser brought along is never gone on with: somebody else may have put it there.
        sessions.close(request);
        Sessions.Opened opened = sessions.open(person);
        LOG.info("{} signed in from {}", printable(user), address);
        record(person, "sign in", "signed in", address);
        return answer(person, opened.csrf())
                .with(
                        HttpHeader.SET_COOKIE,
                        Sessions.COOKIE + "=" + opened.id() + "; Path=/; Secure; HttpOnly; SameSite=Strict");
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

    private Answer get(Request request) {
        return sessions.of(request)
                .map(person -> answer(person, sessions.csrf(request).orElse("")))
                .orElseGet(() -> problem(HttpStatus.UNAUTHORIZED_401, ProblemCode.SIGN_IN_NEEDED, Map.of()));
    }

    private Answer delete(Request request) {
        if (sessions.of(request).isPresent() && sessions.isForged(request)) {
            return Answer.badRequest(
                    HttpStatus.FORBIDDEN_403, "the header " + Sessions.CSRF_HEADER + " is missing or wrong");
        }
        sessions.of(request)
                .ifPresent(person -> record(person, "sign out", "signed out", Request.getRemoteAddr(request)));
        sessions.close(request);
        return Answer.done()
                .with(
                        HttpHeader.SET_COOKIE,
                        Sessions.COOKIE + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    }

    private static Answer answer(Caller.Person person, String csrf) {
        return Answer.ok(Json.object()
                .put("user", person.name())
                .put(
                        "rights",
                        person.rights().stream().sorted().map(Right::word).toList())
                .put("csrf", csrf));
    }

    private static Answer problem(int status, ProblemCode code, Map<String, String> facts) {
        return Answer.problem(status, Problem.of(code, facts));
    }

    /** Names come from the network: they must not make lines of their own in the log. */
    private static String printable(String user) {
        String harmless = user.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= 64 ? harmless : harmless.substring(0, 64) + "...";
    }
}
