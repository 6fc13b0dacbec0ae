package dev.lockstep.distribution.internal.http;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the watch of connections which of them brought a request, and closes those on which a body comes too slowly. Stands before
 * all other handlers, so that none of them waits for ever.
 */
final class RequestWatch extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWatch.class);

    private final ConnectionLimits limits;
    private final ConnectionWatch connections;
    private final Set<TimedBody> bodies = ConcurrentHashMap.newKeySet();
    private final CyclicTimeouts<TimedBody> timeouts;

    RequestWatch(ConnectionLimits limits, Scheduler scheduler, ConnectionWatch connections, Handler next) {
        super(next);
        this.limits = limits;
        this.connections = connections;
        this.timeouts = new CyclicTimeouts<>(scheduler) {
            @Override
            protected Iterator<TimedBody> iterator() {
                return bodies.iterator();
            }

            @Override
            protected boolean onExpired(TimedBody body) {
                LOG.debug("The body of a request came too slowly: its connection is closed");
                body.endPoint.close();
                return true;
            }
        };
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        connections.asked(endPoint);
        // What is asked for most has no body, and needs nobody to time one.
        if (HttpMethod.GET.is(request.getMethod()) || request.getLength() == 0) {
            return super.handle(request, response, callback);
        }
        TimedBody body = new TimedBody(request, endPoint, System.nanoTime());
        bodies.add(body);
        timeouts.schedule(body);
        Request.addCompletionListener(request, failure -> bodies.remove(body));
        return super.handle(body, response, callback);
    }

    /** A request whose body is still to come, with how much of it has. */
    private final class TimedBody extends Request.Wrapper implements CyclicTimeouts.Expirable {
        private final EndPoint endPoint;
        private final long since;
        private volatile long bytes;

        TimedBody(Request request, EndPoint endPoint, long since) {
            super(request);
            this.endPoint = endPoint;
            this.since = since;
        }

        @Override
        // Read by one thread at a time, as Jetty has it; the clock's thread only looks.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes += chunk.remaining();
                if (chunk.isLast()) {
                    bodies.remove(this);
                }
            }
            return chunk;
        }

        /** When what has come so far is too little. */
        @Override
        public long getExpireNanoTime() {
            return limits.bytesPerSecond() == 0
                    ? Long.MAX_VALUE
                    : since + limits.grace().toNanos() + (long) (1e9 * bytes / limits.bytesPerSecond());
        }
    }
}
