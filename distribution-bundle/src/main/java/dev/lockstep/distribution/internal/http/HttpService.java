package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link OnePort} as a component: its configuration, the handlers of all bundles, and the clock that adjusts it. */
@Component(service = HttpPort.class, immediate = true, configurationPid = "dev.lockstep.http")
@Designate(ocd = HttpConfiguration.class)
public final class HttpService implements HttpPort {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
    private static final long ADJUST_SECONDS = 2;

    private final OnePort port;
    private final ScheduledExecutorService clock;
    private volatile ScheduledFuture<?> adjusting;

    /**
     * A service that is not open yet.
     *
     * @param payloads is waited for: a client that asks before the distribution folder answers would take this computer for
     *     no update server
     */
    @Activate
    public HttpService(
            @Reference Settings settings,
            @Reference(target = "(" + HttpPort.PATH + "=/targets)") Handler payloads,
            HttpConfiguration configuration) {
        port = new OnePort(
                HttpOptions.of(configuration), () -> settings.current().distribute());
        clock = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "lockstep-http-adjust");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Opens the port, when all handlers that are there have been added. */
    @Activate
    void open() {
        adjust();
        // The settings tell nobody when they change; a comparison every two seconds costs nothing.
        adjusting = clock.scheduleWithFixedDelay(this::adjust, ADJUST_SECONDS, ADJUST_SECONDS, TimeUnit.SECONDS);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + HttpPort.PATH + "=*)")
    void addHandler(Handler handler, Map<String, Object> properties) {
        port.add(prefixes(properties.get(HttpPort.PATH)), handler);
    }

    void removeHandler(Handler handler) {
        port.remove(handler);
    }

    private static List<String> prefixes(Object property) {
        return property instanceof String[] several ? List.of(several) : List.of(property.toString());
    }

    private void adjust() {
        try {
            port.adjust();
        } catch (RuntimeException e) {
            // An exception would end the schedule, and with it every later try.
            LOG.error("The HTTP port could not be adjusted", e);
        }
    }

    @Deactivate
    void stop() {
        adjusting.cancel(false);
        clock.shutdownNow();
        port.close();
    }

    @Override
    public Optional<URI> local() {
        return port.local();
    }

    @Override
    public Optional<Problem> problem() {
        return port.problem();
    }
}
