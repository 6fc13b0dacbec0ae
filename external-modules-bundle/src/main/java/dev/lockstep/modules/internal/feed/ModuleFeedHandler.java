package dev.lockstep.modules.internal.feed;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
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
public final class ModuleFeedHandler extends GuardedHandler {
    static final String FEATURES = "modules/features.xml";
    static final String INDEX = "modules/index.xml";

    private final Supplier<List<ModuleRelease>> modules;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public ModuleFeedHandler(@Reference PassedOnModules modules, @Reference Distribution distribution) {
        super(Access.SIGNED);
        this.modules = modules::modules;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request).substring(1);
        if (!path.equals(FEATURES) && !path.equals(INDEX)) {
            return false;
        }
        // What is listed has to be there to be fetched: these answers end with those below /targets.
        return Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD)
                .or(() -> Answer.notDistributing(request, distribution))
                .orElseGet(() -> answer(request, path))
                .sent(request, response, callback);
    }

    private Answer answer(Request request, String path) {
        ModuleFeed feed = new ModuleFeed(modules.get(), base(request));
        byte[] body = path.equals(FEATURES) ? feed.features() : feed.index();
        return Answer.bytes(HttpStatus.OK_200, "application/xml", body)
                .with(HttpHeader.CACHE_CONTROL, "no-cache")
                .tagged()
                .unlessKnown(request);
    }

    /** The address by which the client found this computer, so that the payloads are found by it, too. */
    private static URI base(Request request) {
        String scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
        return URI.create(
                URIUtil.newURI(scheme, Request.getServerName(request), Request.getServerPort(request), null, null));
    }
}
