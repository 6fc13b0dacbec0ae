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
    /** One selector is enough for a node, and it accepts as well: every thread costs memory. */
    FileConnector(Server server, ConnectionFactory... factories) {
        super(server, 0, 1, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        FileEndPoint endPoint = new FileEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
