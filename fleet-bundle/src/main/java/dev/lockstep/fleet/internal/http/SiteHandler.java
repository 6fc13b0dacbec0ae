package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /metadata/site/} and {@code /targets/assignments/}: what the computers below are to run, signed. Every file but the
 * timestamp is called by its version or its hash and never changes.
 */
@Component(
        service = Handler.class,
        property = {"lockstep.http.path=" + SiteHandler.METADATA, "lockstep.http.path=" + SiteHandler.ASSIGNMENTS})
public final class SiteHandler extends GuardedHandler {
    public static final String METADATA = "/metadata/site";
    static final String ASSIGNMENTS = "/targets/assignments";
    private static final String TIMESTAMP = METADATA + "/timestamp.json";

    private final Fleet fleet;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public SiteHandler(@Reference Fleet fleet, @Reference Distribution distribution) {
        super(Access.SIGNED);
        this.fleet = fleet;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(METADATA + "/") && !path.startsWith(ASSIGNMENTS + "/")) {
            return false;
        }
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD)
                .or(() -> Answer.notDistributing(request, distribution));
        Answer answer = refusal.isPresent() ? refusal.get() : answer(request, path);
        return answer.sent(request, response, callback);
    }

    private Answer answer(Request request, String path) throws IOException {
        if (!fleet.hasAssignment()) {
            // Whoever asks is told what is to be done at this server: to fill its folder, or to say what is to run.
            return Answer.unavailable(
                    request,
                    distribution.state() instanceof Distribution.State.Ready
                            ? ProblemCode.NOTHING_ASSIGNED
                            : ProblemCode.DISTRIBUTION_EMPTY);
        }
        Optional<byte[]> file = SiteFiles.read(fleet.folder(), path);
        if (file.isEmpty()) {
            return Answer.notFound(request);
        }
        return Answer.json(file.get())
                .tagged()
                .with(
                        HttpHeader.CACHE_CONTROL,
                        path.equals(TIMESTAMP) ? "no-cache" : "public, max-age=31536000, immutable")
                .unlessKnown(request);
    }
}
