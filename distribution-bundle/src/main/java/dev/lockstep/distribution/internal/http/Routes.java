package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Guarded;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives each request that the access filter admits to the handler with the longest prefix of its path. Handlers come and go
 * while requests are served; the routes start and stop them.
 *
 * <p>A handler that says of itself that it does not block answers in the thread that reads from the network, which was
 * measured to save a third of the CPU time of small files; all others get a thread of the pool.
 */
final class Routes extends Handler.Abstract {
    private static final long EXPECTED_NANOS = Duration.ofMinutes(5).toNanos();

    private final Optional<AccessFilter> filter;
    private volatile List<Route> routes = List.of();
    private volatile long changedAt = System.nanoTime();

    /**
     * With no handler yet.
     *
     * @param filter decides who is answered; empty where everybody is
     */
    Routes(Optional<AccessFilter> filter) {
        super(InvocationType.NON_BLOCKING);
        this.filter = filter;
    }

    /** Adds a handler below some prefixes, such as {@code /api/v1/events}; it is started before it gets requests. */
    synchronized void add(List<String> prefixes, Handler handler) {
        handler.setServer(getServer());
        addManaged(handler);
        List<Route> changed = new ArrayList<>(routes);
        for (String prefix : prefixes) {
            changed.add(Route.of(prefix, handler));
        }
        // Of two for one prefix, the one that answers.
        changed.sort(Comparator.comparingInt((Route route) -> route.prefix().length())
                .reversed()
                .thenComparing(route -> route.handler() instanceof ComingHandler));
        changedAt = System.nanoTime();
        routes = List.copyOf(changed);
    }

    /**
     * Promises handlers of other bundles. Where one is not there, it is said to be coming until nothing has come or gone for some
     * minutes.
     */
    void expect(List<String> prefixes) {
        add(prefixes, new ComingHandler(() -> System.nanoTime() - changedAt < EXPECTED_NANOS));
    }

    /** Takes a handler away and stops it. It gets no more requests; those that it has go on. */
    synchronized void remove(Handler handler) {
        changedAt = System.nanoTime();
        routes = routes.stream().filter(route -> route.handler() != handler).toList();
        removeBean(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        Optional<Handler> found = find(path);
        if (filter.isPresent()) {
            Access access = found.map(handler -> ((Guarded) handler).access(request.getMethod(), path))
                    .orElseGet(() -> undeclared(path));
            Optional<Answer> refusal = filter.get().refusal(request, access);
            if (refusal.isPresent()) {
                return refusal.get().sent(request, response, callback);
            }
        }
        if (found.isEmpty()) {
            return false;
        }
        return found.get().getInvocationType() == InvocationType.BLOCKING
                ? handOver(found.get(), request, response, callback)
                : found.get().handle(request, response, callback);
    }

    /** What does not say who may ask is not there for anybody, where there is an access filter. */
    private Optional<Handler> find(String path) {
        for (Route route : routes) {
            if (route.covers(path)) {
                return Optional.of(route.handler()).filter(handler -> filter.isEmpty() || handler instanceof Guarded);
            }
        }
        return Optional.empty();
    }

    /** There is nothing; below {@code /api}, strangers are not even told that. */
    private static Access undeclared(String path) {
        return path.startsWith("/api/") ? Access.COMPUTERS : Access.EVERYBODY;
    }

    private boolean handOver(Handler handler, Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(Answer.ending(request, response, callback, () -> {
            if (!handler.handle(request, response, callback)) {
                Answer.notFound(request).send(request, response, callback);
            }
        }));
        return true;
    }

    /** A prefix without a slash at its end; it covers itself and what is below it. */
    private record Route(String prefix, Handler handler) {
        static Route of(String prefix, Handler handler) {
            if (!prefix.startsWith("/")) {
                throw new IllegalArgumentException("the path \"" + prefix + "\" of a handler does not begin with /");
            }
            return new Route(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix, handler);
        }

        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }
}
