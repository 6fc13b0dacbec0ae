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
    private final Map<EndPoint, Guest> guests = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> standing = new ConcurrentHashMap<>();
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
        // Another protocol on the same connection, after its first bytes or a handshake, is the same guest.
        if (guests.containsKey(network) || !(network.getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
            return;
        }
        Guest guest = new Guest(peer.getAddress(), System.nanoTime());
        guests.put(network, guest);
        int now = standing.merge(guest.address(), 1, Integer::sum);
        boolean tooMany = guard.connections() > 0 && now > guard.connections();
        if (!uncounted.test(guest.address()) && (tooMany || isTooFast(guest.address()))) {
            LOG.debug("{} has too many connections, or opens them too fast: one is closed", guest.address());
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
            leave(network);
        }
    }

    private void leave(EndPoint network) {
        Guest guest = guests.remove(network);
        if (guest != null) {
            standing.computeIfPresent(guest.address(), (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** The whole head of a request has come on a connection. */
    void asked(EndPoint endPoint) {
        Guest guest = guests.get(network(endPoint));
        if (guest != null) {
            guest.asked = true;
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
        guests.forEach((network, guest) -> {
            if (!network.isOpen()) {
                leave(network);
            } else if (!guest.asked
                    && now - guest.since() > guard.firstRequest().toNanos()) {
                LOG.debug("{} brought no request in time: its connection is closed", guest.address());
                network.close();
            }
        });
        if (isRunning()) {
            next = scheduler.schedule(this::look, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Who is at the other end of a connection, and since when. */
    private static final class Guest {
        private final InetAddress address;
        private final long since;
        private volatile boolean asked;

        Guest(InetAddress address, long since) {
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
