package dev.lockstep.distribution.internal.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Accepts connections that can send files, see {@link FileEndPoint}. */
final class FileConnector extends ServerConnector {
    /**
     * Two selectors where there are two cores, for small answers are written by the thread that read the request: with one,
     * they came at the rate of one core (see {@code benchmarks/README.md}). There are no more of them, because every thread
     * costs memory. A thread of its own accepts: selectors take whatever stands in the queue, and go on when they are told to
     * stop, so that no limit of connections holds.
     */
    FileConnector(Server server, ConnectionFactory... factories) {
        super(server, 1, Math.min(2, Runtime.getRuntime().availableProcessors()), factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        FileEndPoint endPoint = new FileEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
