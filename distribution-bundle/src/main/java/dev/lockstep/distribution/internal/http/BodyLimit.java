package dev.lockstep.distribution.internal.http;

import java.util.Set;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;

/** Refuses bodies of requests that are longer than allowed, by their announced length or while they come. */
final class BodyLimit extends SizeLimitHandler {
    /** Where people send whole files: what answers there has limits of its own. */
    private static final Set<String> FILES = Set.of("/api/v1/admin/import", "/api/v1/admin/modules/submit");

    private final Handler next;

    BodyLimit(long bytes, Handler next) {
        super(bytes, -1);
        this.next = next;
        setHandler(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // What is asked for most has no body, and needs nobody to count one.
        boolean uncounted = HttpMethod.GET.is(request.getMethod()) || FILES.contains(Request.getPathInContext(request));
        return uncounted ? next.handle(request, response, callback) : super.handle(request, response, callback);
    }
}
