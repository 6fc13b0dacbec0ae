package dev.lockstep.distribution.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that an address has too many of, and those that take too long to bring a request: a handshake or a head of
 * which a byte comes now and then would else hold its place for as long as it likes, for it is never idle. While others wait to be
 * accepted, a third of that time has to be enough. A bean of a connector, which tells it of connections. Safe for use by several threads.
 */
final class ConnectionWatch implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

    private final ConnectionLimits limits;
    private final Predicate<InetAddress> uncounted;
    private final Map<EndPoint, OpenConnection> connections = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final CyclicTimeouts<OpenConnection> timeouts;
    private volatile Second second = new Second(0);
    private volatile Optional<AcceptGate> gate = Optional.empty();

    /**
     * A watch.
     *
     * @param uncounted addresses that may have as many connections as they like
     */
    ConnectionWatch(ConnectionLimits limits, Scheduler scheduler, Predicate<InetAddress> uncounted) {
        this.limits = limits;
        this.uncounted = uncounted;
        this.timeouts = new CyclicTimeouts<>(scheduler) {
            @Override
            protected Iterator<OpenConnection> iterator() {
                return connections.values().iterator();
            }

            @Override
            protected boolean onExpired(OpenConnection connection) {
                LOG.debug("{} brought no request in time: its connection is closed", connection.address);
                connection.network.close();
                closed(connection.network);
                return false;
            }
        };
    }

    /** The gate of a connector that is about to open, for which this watches. */
    AcceptGate gate(ServerConnector connector, NetworkConnectionLimit all) {
        AcceptGate opened = new AcceptGate(limits.beginning(), connector, all, this::hurry);
        gate = Optional.of(opened);
        return opened;
    }

    private void hurry() {
        for (OpenConnection connection : connections.values()) {
            if (!connection.asked) {
                timeouts.schedule(connection);
            }
        }
    }

    private long firstRequestNanos() {
        long whole = limits.firstRequest().toNanos();
        return gate.map(AcceptGate::isClosed).orElse(false) ? whole / 3 : whole;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint network = network(connection.getEndPoint());
        // Another protocol on the same connection, after its first bytes or a handshake, is the same connection.
        if (connections.containsKey(network) || !(network.getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
            return;
        }
        InetAddress address = peer.getAddress();
        OpenConnection open = new OpenConnection(network, address, System.nanoTime());
        connections.put(network, open);
        timeouts.schedule(open);
        int now = perAddress.merge(address, 1, Integer::sum);
        boolean tooMany = limits.connections() > 0 && now > limits.connections();
        if (!uncounted.test(address) && (tooMany || isTooFast(address))) {
            LOG.debug("{} has too many connections, or opens them too fast: one is closed", address);
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
        return limits.perSecond() > 0 && current.countFor(address) > limits.perSecond();
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
            perAddress.computeIfPresent(connection.address, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** A connection has received the complete head of a request. */
    void asked(EndPoint endPoint) {
        OpenConnection connection = connections.get(network(endPoint));
        if (connection != null && !connection.asked) {
            connection.asked = true;
            gate.ifPresent(passing -> passing.passed(connection.network.getTransport()));
        }
    }

    private static EndPoint network(EndPoint endPoint) {
        EndPoint network = endPoint;
        while (network instanceof EndPoint.Wrapper wrapper) {
            network = wrapper.unwrap();
        }
        return network;
    }

    /** The client's address, since when it may send a request, and whether it has. */
    private final class OpenConnection implements CyclicTimeouts.Expirable {
        private final EndPoint network;
        private final InetAddress address;
        private final long since;
        private volatile boolean asked;

        OpenConnection(EndPoint network, InetAddress address, long since) {
            this.network = network;
            this.address = address;
            this.since = since;
        }

        @Override
        public long getExpireNanoTime() {
            return asked ? Long.MAX_VALUE : since + firstRequestNanos();
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
