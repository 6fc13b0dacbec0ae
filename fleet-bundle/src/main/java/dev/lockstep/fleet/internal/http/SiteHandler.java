package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.fleet.internal.assignment.Fleet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
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
public final class SiteHandler extends Handler.Abstract {
    public static final String METADATA = "/metadata/site";
    static final String ASSIGNMENTS = "/targets/assignments";
    private static final String TIMESTAMP = METADATA + "/timestamp.json";

    private final Fleet fleet;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public SiteHandler(@Reference Fleet fleet, @Reference Distribution distribution) {
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
        answer.send(request, response, callback);
        return true;
    }

    private Answer answer(Request request, String path) throws IOException {
        if (!fleet.hasAssignment()) {
            return Answer.unavailable(request, ProblemCode.DISTRIBUTION_EMPTY);
        }
        Optional<byte[]> file = SiteFiles.read(fleet.folder(), path);
        if (file.isEmpty()) {
            return Answer.problem(
                    HttpStatus.NOT_FOUND_404,
                    Problem.of(ProblemCode.NOT_FOUND, Map.of("path", path, "address", Answer.address(request))));
        }
        String etag = "\"" + Digest.of(file.get()).hex() + "\"";
        String known = Optional.ofNullable(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))
                .orElse("");
        Answer answer = EtagUtils.matches(known, etag) ? Answer.notModified() : Answer.json(file.get());
        return answer.with(HttpHeader.ETAG.asString(), etag)
                .with(
                        HttpHeader.CACHE_CONTROL.asString(),
                        path.equals(TIMESTAMP) ? "no-cache" : "public, max-age=31536000, immutable");
    }
}
