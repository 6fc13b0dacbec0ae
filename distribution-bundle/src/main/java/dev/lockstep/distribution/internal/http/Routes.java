package dev.lockstep.distribution.internal.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives each request to the handler with the longest prefix of its path. Handlers come and go while requests are served;
 * the routes start and stop them.
 *
 * <p>A handler that says of itself that it does not block answers in the thread that reads from the network, which was
 * measured to save a third of the CPU time of small files; all others get a thread of the pool.
 */
final class Routes extends Handler.Abstract {
    private volatile List<Route> routes = List.of();

    Routes() {
        super(InvocationType.NON_BLOCKING);
    }

    /** Adds a handler below some prefixes, such as {@code /api/v1/events}; it is started before it gets requests. */
    synchronized void add(List<String> prefixes, Handler handler) {
        handler.setServer(getServer());
        addManaged(handler);
        List<Route> changed = new ArrayList<>(routes);
        for (String prefix : prefixes) {
            changed.add(Route.of(prefix, handler));
        }
        changed.sort(Comparator.comparingInt((Route route) -> route.prefix().length())
                .reversed());
        routes = List.copyOf(changed);
    }

    /** Takes a handler away; it is stopped when it gets no more requests. */
    synchronized void remove(Handler handler) {
        routes = routes.stream().filter(route -> route.handler() != handler).toList();
        removeBean(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        for (Route route : routes) {
            if (route.covers(path)) {
                return route.handler().getInvocationType() == InvocationType.BLOCKING
                        ? handOver(route.handler(), request, response, callback)
                        : route.handler().handle(request, response, callback);
            }
        }
        return false;
    }

    private boolean handOver(Handler handler, Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(() -> {
            try {
                if (!handler.handle(request, response, callback)) {
                    ProblemAnswer.notFound(request, response, callback);
                }
            } catch (Exception e) {
                Response.writeError(request, response, callback, e);
            }
        });
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
