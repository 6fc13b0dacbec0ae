package dev.lockstep.distribution.internal.http;

import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections in turn. When thousands of computers come at once, as after a restart of their server, and all are accepted, their
 * handshakes share the cores until the time of each is up and nobody was served. Here only so many are under way to their first
 * request; the others wait in the operating system's queue, where no time of theirs runs here, and come in as those before them
 * have asked or have been given up. Safe for use by several threads.
 */
final class AcceptGate implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);

    private final int most;
    private final ServerConnector connector;
    private final NetworkConnectionLimit all;
    private final Runnable full;
    private final Set<SelectableChannel> beginning = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * A gate that is open.
     *
     * @param most how many may be under way to their first request
     * @param all the limit of all connections, which closes and opens the same door
     * @param full called when it closes: those that take long should make room
     */
    AcceptGate(int most, ServerConnector connector, NetworkConnectionLimit all, Runnable full) {
        this.most = most;
        this.connector = connector;
        this.all = all;
        this.full = full;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        beginning.add(channel);
        adjust();
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable failure) {
        passed(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        passed(channel);
    }

    /** A connection has sent its first request, or has ended without one. */
    void passed(Object channel) {
        if (beginning.remove(channel)) {
            adjust();
        }
    }

    /** Whether others wait outside. */
    boolean isClosed() {
        synchronized (this) {
            return closed;
        }
    }

    private void adjust() {
        boolean closing = false;
        synchronized (this) {
            int now = beginning.size();
            if (now >= most) {
                // Said again and again, for the limit of all connections may have opened the door meanwhile.
                connector.setAccepting(false);
                closing = !closed;
                closed = true;
            } else if (closed && now <= most - Math.max(1, most / 4)) {
                closed = false;
                if (all.getNetworkConnectionCount() < all.getMaxNetworkConnectionCount()) {
                    connector.setAccepting(true);
                }
            }
        }
        if (closing) {
            LOG.debug("{} connections have not asked for anything yet: the others wait", most);
            full.run();
        }
    }
}
