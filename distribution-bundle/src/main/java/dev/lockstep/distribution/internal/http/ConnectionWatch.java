package dev.lockstep.distribution.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that an address has too many of, and those that take too long to bring a request: a handshake or a head of
 * which a byte comes now and then would else hold its place for as long as it likes, for it is never idle. A bean of a connector,
 * which tells it of connections. Safe for use by several threads.
 */
final class ConnectionWatch extends AbstractLifeCycle implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Guard guard;
    private final Scheduler scheduler;
    private final Predicate<InetAddress> uncounted;
    private final Map<EndPoint, OpenConnection> connections = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private volatile Second second = new Second(0);
    private volatile Scheduler.Task next = () -> true;

    /**
     * A watch.
     *
     * @param uncounted addresses that may have as many connections as they like
     */
    ConnectionWatch(Guard guard, Scheduler scheduler, Predicate<InetAddress> uncounted) {
        this.guard = guard;
        this.scheduler = scheduler;
        this.uncounted = uncounted;
    }

    @Override
    protected void doStart() {
        next = scheduler.schedule(this::look, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint network = network(connection.getEndPoint());
        // Another protocol on the same connection, after its first bytes or a handshake, is the same connection.
        if (connections.containsKey(network) || !(network.getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
            return;
        }
        OpenConnection open = new OpenConnection(peer.getAddress(), System.nanoTime());
        connections.put(network, open);
        int now = perAddress.merge(open.address(), 1, Integer::sum);
        boolean tooMany = guard.connections() > 0 && now > guard.connections();
        if (!uncounted.test(open.address()) && (tooMany || isTooFast(open.address()))) {
            LOG.debug("{} has too many connections, or opens them too fast: one is closed", open.address());
            network.close();
        }
    }

    private boolean isTooFast(InetAddress address) {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        Second current = second;
        if (current.number() != now) {
            current = new Second(now);
            second = current;
        }
        return guard.perSecond() > 0 && current.countFor(address) > guard.perSecond();
    }

    @Override
    public void onClosed(Connection connection) {
        EndPoint network = network(connection.getEndPoint());
        // The end of one protocol is the beginning of another, as long as the connection itself stands.
        if (!network.isOpen()) {
            closed(network);
        }
    }

    private void closed(EndPoint network) {
        OpenConnection connection = connections.remove(network);
        if (connection != null) {
            perAddress.computeIfPresent(connection.address(), (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** A connection has received the complete head of a request. */
    void asked(EndPoint endPoint) {
        OpenConnection connection = connections.get(network(endPoint));
        if (connection != null) {
            connection.asked = true;
        }
    }

    private static EndPoint network(EndPoint endPoint) {
        EndPoint network = endPoint;
        while (network instanceof EndPoint.Wrapper wrapper) {
            network = wrapper.unwrap();
        }
        return network;
    }

    private void look() {
        long now = System.nanoTime();
        connections.forEach((network, connection) -> {
            if (!network.isOpen()) {
                closed(network);
            } else if (!connection.asked
                    && now - connection.since() > guard.firstRequest().toNanos()) {
                LOG.debug("{} brought no request in time: its connection is closed", connection.address());
                network.close();
            }
        });
        if (isRunning()) {
            next = scheduler.schedule(this::look, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The client's address, when it connected, and whether it has sent a request. */
    private static final class OpenConnection {
        private final InetAddress address;
        private final long since;
        private volatile boolean asked;

        OpenConnection(InetAddress address, long since) {
            this.address = address;
            this.since = since;
        }

        InetAddress address() {
            return address;
        }

        long since() {
            return since;
        }
    }

    private record Second(long number, Map<InetAddress, LongAdder> opened) {
        Second(long number) {
            this(number, new ConcurrentHashMap<>());
        }

        long countFor(InetAddress address) {
            LongAdder count = opened.computeIfAbsent(address, unseen -> new LongAdder());
            count.increment();
            return count.sum();
        }
    }
}
