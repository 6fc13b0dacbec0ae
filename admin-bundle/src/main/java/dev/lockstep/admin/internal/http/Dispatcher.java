package dev.lockstep.admin.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.http.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
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
 * Finds the route of a request, has its action done on behalf of the person who asks, and gives what comes of it: the one place
 * for statuses, problems and the headers that all answers have. Safe for use by several threads.
 *
 * <p>The access filter has already refused those who have not signed in or lack the route's right; it is checked here again.
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

    /** Who may make a request. For what is not there, changes need the right that weighs most. */
    public Access access(String method, String path) {
        List<Route> there = at(path);
        return there.stream()
                .filter(route -> route.answers(method) || route.right().isEmpty())
                .findFirst()
                .map(Route::access)
                .orElseGet(() -> new Access.People(
                        HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method) ? Right.VIEW : Right.CHANGE_SETTINGS,
                        true));
    }

    /** Answers a request sooner or later. */
    public void handle(Request request, Response response, Callback callback) {
        try {
            executor.execute(Answer.ending(
                    request,
                    response,
                    callback,
                    () -> send(answer(request).unlessKnown(request), request, response, callback)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many requests at a time", e);
            Problem busy = Problem.of(ProblemCode.BUSY, Map.of("operation", Sentence.of("operation.requests")));
            Answer later =
                    Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, busy).retryAfter(Duration.ofSeconds(1));
            send(later, request, response, callback);
        }
    }

    private Answer answer(Request request) {
        try {
            return routed(request);
        } catch (CallException e) {
            return Answer.problem(e.status(), e.problem());
        } catch (ProblemException e) {
            return Answer.problem(Statuses.of(e.problem().code()), e.problem());
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), Request.getPathInContext(request), e);
            // What failed inside is for the log, not for the network.
            Problem internal = Problem.of(
                    ProblemCode.INTERNAL, Map.of("reason", e instanceof IOException ? "a file failed" : "an error"));
            return Answer.problem(HttpStatus.INTERNAL_SERVER_ERROR_500, internal);
        }
    }

    private Answer routed(Request request) throws IOException {
        String path = Request.getPathInContext(request);
        List<Route> there = at(path);
        // Without signing in, a caller does not even learn which paths exist.
        if (Call.person(request).isEmpty()
                && there.stream().noneMatch(route -> route.right().isEmpty())) {
            throw ProblemException.of(ProblemCode.SIGN_IN_NEEDED, Map.of());
        }
        if (there.isEmpty()) {
            return Answer.notFound(request);
        }
        Optional<Route> found = there.stream()
                .filter(route -> route.answers(request.getMethod()))
                .findFirst();
        if (found.isEmpty()) {
            return Answer.wrongMethod(there.stream().flatMap(Dispatcher::methods));
        }
        Route route = found.get();
        Call call = new Call(request, route.path().getPathParams(path));
        if (route.right().isEmpty()) {
            return route.action().answer(call);
        }
        requireRight(call.person(), route.right().get());
        return RunAs.run(call.person(), () -> route.action().answer(call));
    }

    private List<Route> at(String path) {
        return routes.stream().filter(route -> route.path().matches(path)).toList();
    }

    private static void requireRight(Caller.Person person, Right right) {
        if (!person.rights().contains(right)) {
            throw ProblemException.of(ProblemCode.RIGHT_MISSING, Map.of("user", person.name(), "right", right.word()));
        }
    }

    private static Stream<HttpMethod> methods(Route route) {
        return route.method() == HttpMethod.GET
                ? Stream.of(HttpMethod.GET, HttpMethod.HEAD)
                : Stream.of(route.method());
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        // Much of it is only for who asked.
        response.getHeaders().put(HttpHeader.VARY, "Accept-Language, Cookie");
        if (answer.status() >= HttpStatus.BAD_REQUEST_400 && mayBeUnread(request)) {
            // What is still to come of the body would be taken for the next request.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        answer.send(request, response, callback);
    }

    private static boolean mayBeUnread(Request request) {
        boolean small = request.getLength() >= 0 && request.getLength() <= Call.LONGEST_BODY;
        return !small
                && !Answer.reads(request)
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    }
}
