package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.http.Answer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty on one port, for everything that this computer says to others.
 *
 * <p>{@link #adjust} brings it to what the settings want now: it opens the port, opens it again for other computers when
 * distribution is switched on, and tries again when the port was in use. Call it now and then.
 */
public class JettyPort implements HttpPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JettyPort.class);
    private static final String ALL_INTERFACES = "0.0.0.0";
    private static final long POOLED_BYTES = 8L << 20;
    /** Those below are for programs with a right of their own, on most systems. */
    private static final int FIRST_FREE_PORT = 1024;

    private final HttpOptions options;
    private final BooleanSupplier distributes;
    private final Optional<ServerTls> tls;
    private final Server server;
    private final ConnectionWatch connections;
    private final Routes routes;
    private volatile Optional<ServerConnector> connector = Optional.empty();
    private volatile Optional<Problem> problem = Optional.empty();

    /**
     * A port that is not open yet.
     *
     * @param distributes whether "distribute updates on this computer" is on
     */
    public JettyPort(HttpOptions options, BooleanSupplier distributes) {
        this(options, distributes, Optional.empty(), Optional.empty());
    }

    /**
     * A port that is not open yet.
     *
     * @param distributes whether "distribute updates on this computer" is on
     * @param tls what TLS is spoken with; empty for plain text only
     * @param filter decides before all handlers who is answered; empty where everybody is
     */
    public JettyPort(
            HttpOptions options, BooleanSupplier distributes, Optional<ServerTls> tls, Optional<AccessFilter> filter) {
        this(options, ConnectionLimits.USUAL, InetAddress::isLoopbackAddress, distributes, tls, filter);
    }

    /**
     * A port that is not open yet.
     *
     * @param limits how much of it one address may take
     * @param uncounted addresses that may have as many connections as they like
     */
    JettyPort(
            HttpOptions options,
            ConnectionLimits limits,
            Predicate<InetAddress> uncounted,
            BooleanSupplier distributes,
            Optional<ServerTls> tls,
            Optional<AccessFilter> filter) {
        this.options = options;
        this.distributes = distributes;
        this.tls = tls;
        QueuedThreadPool threads = new QueuedThreadPool(options.threads(), 2, 30_000);
        threads.setName("lockstep-http");
        threads.setDaemon(true);
        server = new Server(threads, null, new ArrayByteBufferPool(0, 4096, 65536, 64, POOLED_BYTES, POOLED_BYTES));
        routes = new Routes(filter);
        connections = new ConnectionWatch(limits, server.getScheduler(), uncounted);
        Handler bounded = new BodyLimit(options.bodyBytes(), routes);
        Handler first = options.requestsPerSecond() == 0 ? bounded : rateLimit(options.requestsPerSecond(), bounded);
        server.setHandler(new RequestWatch(limits, server.getScheduler(), connections, first));
        server.setErrorHandler(new ProblemErrors());
        server.setStopAtShutdown(false);
        start(server);
    }

    /**
     * Tells an address that makes too many requests to wait. It stops programs that run wild, so that the others are still
     * served; it is no defence against an attack from many addresses.
     */
    private static Handler rateLimit(int perSecond, Handler next) {
        // Jetty refuses the request that fills the bucket.
        var buckets = new DoSHandler.LeakingBucketTrackerFactory(perSecond, perSecond + 1, Duration.ZERO);
        return new DoSHandler(
                next,
                Request::getRemoteAddr,
                buckets,
                (request, response, callback) -> {
                    Problem tooMany =
                            Problem.of(ProblemCode.TOO_MANY_REQUESTS, Map.of("limit", Integer.toString(perSecond)));
                    return Answer.problem(HttpStatus.TOO_MANY_REQUESTS_429, tooMany)
                            .retryAfter(Duration.ofSeconds(1))
                            .sent(request, response, callback);
                },
                -1,
                false);
    }

    /** Adds a handler below some prefixes of the path. */
    public void add(List<String> prefixes, Handler handler) {
        routes.add(prefixes, handler);
    }

    /** Promises handlers that other bundles bring: until they come, requests are told to come again. */
    void expect(List<String> prefixes) {
        routes.expect(prefixes);
    }

    /** Takes a handler away. */
    public void remove(Handler handler) {
        routes.remove(handler);
    }

    /** Opens the port, or opens it anew where it should be, or does nothing if it is there. */
    public synchronized void adjust() {
        if (!server.isRunning()) {
            // Closed meanwhile: a port opened now would never be closed again.
            return;
        }
        String host = options.host()
                .orElseGet(() -> distributes.getAsBoolean()
                        ? ALL_INTERFACES
                        : InetAddress.getLoopbackAddress().getHostAddress());
        if (connector.isPresent() && host.equals(connector.get().getHost())) {
            tls.ifPresent(ServerTls::refresh);
            return;
        }
        closeConnector();
        open(host);
    }

    private void open(String host) {
        Optional<SSLContext> keys;
        try {
            keys = context();
        } catch (Exception e) {
            failed(host, e, "key");
            return;
        }
        try {
            ServerConnector opening = new Protocols(options, keys).connector(server, host);
            server.addConnector(opening);
            NetworkConnectionLimit all = limit(opening);
            opening.addBean(all);
            opening.addBean(connections.gate(opening, all), false);
            opening.addBean(connections, false);
            try {
                opening.start();
            } catch (Exception e) {
                server.removeConnector(opening);
                throw e;
            }
            connector = Optional.of(opening);
            problem = Optional.empty();
            LOG.info("Listening on {}:{}", host, opening.getLocalPort());
        } catch (Exception e) {
            failed(host, e, variant(host));
        }
    }

    /** What has to be done about it: systems call the reasons by many names, and in their own language. */
    private String variant(String host) {
        if (!isOfThisComputer(host)) {
            return "address";
        }
        return options.port() > 0 && options.port() < FIRST_FREE_PORT ? "low" : "";
    }

    private static boolean isOfThisComputer(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<SSLContext> context() throws IOException, GeneralSecurityException {
        // For this computer's own programs alone no authority is made, nor a key read.
        boolean forOthers = options.host().isPresent() || distributes.getAsBoolean();
        return tls.isPresent() && forOthers ? Optional.of(tls.get().context()) : Optional.empty();
    }

    /** Accepts no more than allowed; when there are as many, those that are silent longest make room. */
    private NetworkConnectionLimit limit(ServerConnector connector) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(options.connections(), connector);
        // Event streams send a line every 15 seconds and stay.
        limit.setEndPointIdleTimeout(Math.min(20_000, options.idle().toMillis()));
        return limit;
    }

    private void failed(String host, Exception e, String variant) {
        String reason = reason(e);
        Problem unavailable = Problem.of(
                ProblemCode.PORT_UNAVAILABLE, Map.of("address", host + ":" + options.port(), "reason", reason));
        Problem now = variant.isEmpty() ? unavailable : unavailable.with(Problem.VARIANT, variant);
        // It is tried every few seconds: the log says it once, until it changes.
        if (!problem.equals(Optional.of(now))) {
            LOG.error("{}", now);
            LOG.debug("The port could not be opened", e);
        }
        problem = Optional.of(now);
    }

    private static String reason(Exception failure) {
        // Jetty says only which address it could not bind to; why, says the cause.
        Throwable telling = failure.getCause() instanceof BindException cause ? cause : failure;
        return telling.getMessage() == null ? telling.getClass().getSimpleName() : telling.getMessage();
    }

    @Override
    public Optional<URI> local() {
        return connector.map(open -> {
            String host = open.getHost().equals(ALL_INTERFACES)
                    ? InetAddress.getLoopbackAddress().getHostAddress()
                    : open.getHost();
            return URI.create(
                    "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + open.getLocalPort() + "/");
        });
    }

    @Override
    public Optional<Fingerprint> authority() {
        return tls.flatMap(ServerTls::current).map(key -> Fingerprint.of(key.authority()));
    }

    @Override
    public final void refresh() {
        try {
            adjust();
        } catch (RuntimeException e) {
            // An exception would end the schedule of who calls it now and then, and with it every later try.
            LOG.error("The HTTP port could not be adjusted", e);
        }
        told(problem);
    }

    /** Told after each look at the port why it is not open; empty while it is. */
    void told(Optional<Problem> now) {}

    @Override
    public Optional<Problem> problem() {
        return problem;
    }

    /** The interface that it listens on; empty while it does not. */
    Optional<String> host() {
        return connector.map(ServerConnector::getHost);
    }

    @Override
    public synchronized void close() {
        closeConnector();
        problem = Optional.empty();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The HTTP service did not stop cleanly", e);
        }
    }

    private void closeConnector() {
        connector.ifPresent(open -> {
            connector = Optional.empty();
            try {
                open.stop();
            } catch (Exception e) {
                LOG.warn("The port {} was not closed cleanly", open.getLocalPort(), e);
            }
            server.removeConnector(open);
        });
    }

    private static void start(Server server) {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty starts without a connector", e);
        }
    }
}
