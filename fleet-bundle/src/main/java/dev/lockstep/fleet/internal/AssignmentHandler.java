package dev.lockstep.fleet.internal;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeJson;
import dev.lockstep.core.store.Digest;
import java.util.Optional;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /api/v1/assignment}: what a computer below this one should run. */
@Component(service = Handler.class, property = "lockstep.http.path=" + AssignmentHandler.PATH)
public final class AssignmentHandler extends Handler.Abstract.NonBlocking {
    static final String PATH = "/api/v1/assignment";

    private final Fleet fleet;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public AssignmentHandler(@Reference Fleet fleet, @Reference Distribution distribution) {
        this.fleet = fleet;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD)
                .or(() -> Answer.notDistributing(request, distribution))
                .orElseGet(() -> answer(request))
                .send(request, response, callback);
        return true;
    }

    private Answer answer(Request request) {
        Assignment assignment = fleet.current();
        String etag = "\"" + version(assignment) + "\"";
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        Answer answer = EtagUtils.matches(Optional.ofNullable(known).orElse(""), etag)
                ? Answer.notModified()
                : Answer.json(NodeJson.writeAssignment(assignment));
        return answer.with(HttpHeader.ETAG.asString(), etag);
    }

    /**
     * What tells one assignment from another: the revision, and a hash, because a node that was restored from a backup may
     * give the same revision to other contents.
     */
    static String version(Assignment assignment) {
        String hash = Digest.of(NodeJson.writeAssignment(assignment)).hex();
        return assignment.revision() + "-" + hash.substring(0, 16);
    }
}
