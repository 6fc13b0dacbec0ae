package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.KnownUpstream;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Answers {@code GET /api/v1/node}: who this computer is, whether it distributes, and whom it takes its updates from. */
@Component(service = Handler.class, property = HttpPort.PATH + "=/" + NodeDescription.PATH)
public final class NodeHandler extends GuardedHandler {
    private final NodeIdentity identity;
    private final Distribution distribution;
    private final KnownUpstream upstream;

    /** Comes later than this bundle, for it needs the distribution; until then no version is told. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile UpdateAgent agent;

    @Activate
    public NodeHandler(
            @Reference Settings settings, @Reference Distribution distribution, @Reference KnownUpstream upstream) {
        super(Access.EVERYBODY);
        this.identity = settings.identity();
        this.distribution = distribution;
        this.upstream = upstream;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        return Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD)
                .orElseGet(() -> Answer.json(NodeJson.writeNode(description())))
                .sent(request, response, callback);
    }

    private NodeDescription description() {
        return new NodeDescription(
                identity.id(),
                identity.name(),
                installed(),
                distribution.state().word(),
                upstream.ids());
    }

    private Optional<Version> installed() {
        return Optional.ofNullable(agent).flatMap(UpdateAgent::installed);
    }
}
