package dev.lockstep.modules.internal.feed;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /modules/features.xml} and {@code /modules/index.xml}: the installed modules for any Karaf and any OSGi resolver.
 *
 * <p>Those do not check the vendor's signature, and so they are no source for computers of ours.
 */
@Component(service = Handler.class, property = HttpPort.PATH + "=/modules")
public final class ModuleFeedHandler extends Handler.Abstract {
    static final String FEATURES = "modules/features.xml";
    static final String INDEX = "modules/index.xml";

    private static final int RETRY_SECONDS = 30;

    private final Supplier<List<ModuleRelease>> modules;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public ModuleFeedHandler(@Reference PassedOnModules modules, @Reference Distribution distribution) {
        this.modules = modules::modules;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request).substring(1);
        if (!path.equals(FEATURES) && !path.equals(INDEX)) {
            return false;
        }
        response.getHeaders().put("Lockstep", "1").put("X-Content-Type-Options", "nosniff");
        boolean reads = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (!reads) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Problem problem =
                    Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", "only GET and HEAD are answered here"));
            send(HttpStatus.METHOD_NOT_ALLOWED_405, problem, response, callback);
            return true;
        }
        URI base = base(request);
        // What is listed has to be there to be fetched: these answers end with those below /targets.
        Optional<ProblemCode> closed = distribution.state().closed();
        if (closed.isPresent()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            Problem problem = Problem.of(closed.get(), Map.of("address", base.getAuthority()));
            send(HttpStatus.SERVICE_UNAVAILABLE_503, problem, response, callback);
            return true;
        }
        ModuleFeed feed = new ModuleFeed(modules.get(), base);
        answer(request, response, callback, path.equals(FEATURES) ? feed.features() : feed.index());
        return true;
    }

    /** The address by which the client found this computer, so that the payloads are found by it, too. */
    private static URI base(Request request) {
        String scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
        return URI.create(
                URIUtil.newURI(scheme, Request.getServerName(request), Request.getServerPort(request), null, null));
    }

    private static void answer(Request request, Response response, Callback callback, byte[] body) {
        String etag = "\"" + Digest.of(body).hex().substring(0, 32) + "\"";
        response.getHeaders().put(HttpHeader.ETAG, etag).put(HttpHeader.CACHE_CONTROL, "no-cache");
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (EtagUtils.matches(Objects.requireNonNullElse(known, ""), etag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/xml")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean bodiless = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }

    private static void send(int status, Problem problem, Response response, Callback callback) {
        byte[] body = NodeJson.writeProblem(problem);
        response.setStatus(status);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/problem+json")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
