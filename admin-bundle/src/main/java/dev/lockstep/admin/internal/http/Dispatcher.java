package dev.lockstep.admin.internal.http;

import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Languages;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, has its action done on behalf of the person who asks, and writes what comes of it: the one place
 * for statuses, problems and the headers that all answers have. Safe for use by several threads.
 *
 * <p>The door has refused before who has not signed in or lacks the right; it is asked here again, by the route itself.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final List<Route> routes;
    private final Executor executor;

    /**
     * With the routes that there are.
     *
     * @param executor answers; an action may wait, and must not keep waiting who only wants a file from the port
     */
    public Dispatcher(List<Route> routes, Executor executor) {
        this.routes = List.copyOf(routes);
        this.executor = executor;
    }

    /** Answers a request sooner or later. */
    public void handle(Request request, Response response, Callback callback) {
        try {
            executor.execute(() -> send(answer(request), request, response, callback));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many requests at a time", e);
            Problem busy = Problem.of(ProblemCode.BUSY, Map.of("operation", "requests of other people"));
            send(
                    problem(HttpStatus.SERVICE_UNAVAILABLE_503, busy, language(request))
                            .with(HttpHeader.RETRY_AFTER.asString(), "1"),
                    request,
                    response,
                    callback);
        }
    }

    private Reply answer(Request request) {
        Locale language = language(request);
        try {
            Reply reply = routed(request, language);
            String tag = reply.headers().getOrDefault(HttpHeader.ETAG.asString(), "");
            String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
            boolean unchanged = known != null && reply.status() == HttpStatus.OK_200 && Tags.matches(known, tag);
            return unchanged && reads(request) ? reply.notModified() : reply;
        } catch (CallException e) {
            Reply refusal = problem(e.status(), e.problem(), language);
            return e.header()
                    .map(header -> refusal.with(header.name(), header.value()))
                    .orElse(refusal);
        } catch (ProblemException e) {
            return problem(Statuses.of(e.problem().code()), e.problem(), language);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), Request.getPathInContext(request), e);
            // What failed inside is for the log, not for the network.
            Problem internal = Problem.of(
                    ProblemCode.INTERNAL, Map.of("reason", e instanceof IOException ? "a file failed" : "an error"));
            return problem(HttpStatus.INTERNAL_SERVER_ERROR_500, internal, language);
        }
    }

    private Reply routed(Request request, Locale language) throws IOException {
        String path = Request.getPathInContext(request);
        Optional<Caller.Person> person = Call.person(request);
        List<Route> there =
                routes.stream().filter(route -> route.path().matches(path)).toList();
        // Without signing in, a caller does not even learn which paths exist.
        if (person.isEmpty() && there.stream().noneMatch(route -> route.right().isEmpty())) {
            throw new CallException(HttpStatus.UNAUTHORIZED_401, Problem.of(ProblemCode.SIGN_IN_NEEDED, Map.of()))
                    .with(HttpHeader.WWW_AUTHENTICATE.asString(), "Lockstep");
        }
        if (there.isEmpty()) {
            throw CallException.nothingAt(path, Request.getServerName(request) + ":" + Request.getServerPort(request));
        }
        Route route = there.stream()
                .filter(found -> found.answers(request.getMethod()))
                .findFirst()
                .orElseThrow(() -> notAllowed(there));
        Call call = new Call(request, route.path().getPathParams(path), language);
        if (route.right().isEmpty()) {
            return route.action().answer(call);
        }
        requireRight(call.person(), route.right().get());
        return AsPerson.run(call.person(), () -> route.action().answer(call));
    }

    private static void requireRight(Caller.Person person, Right right) {
        if (!person.rights().contains(right)) {
            throw ProblemException.of(ProblemCode.RIGHT_MISSING, Map.of("user", person.name(), "right", right.word()));
        }
    }

    private static CallException notAllowed(List<Route> there) {
        String allowed = there.stream()
                .flatMap(route -> route.method() == HttpMethod.GET
                        ? List.of("GET", "HEAD").stream()
                        : List.of(route.method().asString()).stream())
                .sorted()
                .collect(Collectors.joining(", "));
        return CallException.malformed(HttpStatus.METHOD_NOT_ALLOWED_405, "only " + allowed + " is possible here")
                .with(HttpHeader.ALLOW.asString(), allowed);
    }

    private static Reply problem(int status, Problem problem, Locale language) {
        return Reply.bytes(status, "application/problem+json", NodeJson.writeProblem(problem, language))
                .with(HttpHeader.CONTENT_LANGUAGE.asString(), language.toLanguageTag());
    }

    private static boolean mayBeUnread(Request request) {
        boolean small = request.getLength() >= 0 && request.getLength() <= Call.LONGEST_BODY;
        return !small && !reads(request) && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    }

    private static boolean reads(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private static Locale language(Request request) {
        String wished = request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE);
        return Languages.accepted(wished == null ? "" : wished);
    }

    private static void send(Reply reply, Request request, Response response, Callback callback) {
        response.setStatus(reply.status());
        // Nothing of it is for a cache on the way: much of it is only for who asked.
        response.getHeaders()
                .put("Lockstep", "1")
                .put("X-Content-Type-Options", "nosniff")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.VARY, "Accept-Language, Cookie");
        reply.headers().forEach(response.getHeaders()::put);
        if (reply.status() >= HttpStatus.BAD_REQUEST_400 && mayBeUnread(request)) {
            // What is still to come of the body would be taken for the next request.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        boolean empty = reply.status() == HttpStatus.NO_CONTENT_204 || reply.status() == HttpStatus.NOT_MODIFIED_304;
        if (!empty) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        }
        boolean bodiless = empty || HttpMethod.HEAD.is(request.getMethod());
        response.write(true, bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(reply.body()), callback);
    }
}
