package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.node.NodeDescription;
import dev.lockstep.core.node.NodeJson;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers {@code GET /api/v1/node}: who this computer is, whether it distributes, and whom it takes its updates from. */
final class NodeHandler extends Handler.Abstract {
    private final Supplier<NodeDescription> description;

    NodeHandler(Supplier<NodeDescription> description) {
        this.description = description;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (ReadOnly.refuses(request, response, callback)) {
            return true;
        }
        byte[] body = NodeJson.writeNode(description.get());
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/json")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
