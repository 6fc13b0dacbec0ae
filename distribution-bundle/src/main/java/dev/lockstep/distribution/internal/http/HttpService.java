package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.access.Guarded;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.SecretsFile;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.distribution.internal.access.AccessRules;
import dev.lockstep.distribution.internal.access.SignedInUsers;
import dev.lockstep.distribution.internal.tls.AdministratorsKey;
import dev.lockstep.distribution.internal.tls.KeySource;
import dev.lockstep.distribution.internal.tls.OwnNames;
import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.distribution.internal.tls.SiteKeySource;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link JettyPort} as a component: its configuration, the handlers of all bundles, and the clock that adjusts it. */
@Component(service = HttpPort.class, immediate = true, configurationPid = "dev.lockstep.http")
public final class HttpService implements HttpPort {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
    private static final long ADJUST_SECONDS = 2;

    private final AccessFilter filter;
    private final JettyPort port;
    private final ScheduledExecutorService clock;
    private volatile ScheduledFuture<?> adjusting;
    private volatile Optional<Admissions> admissions = Optional.empty();
    private Runnable unwatch = () -> {};

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
            @Reference SignedInUsers users,
            Map<String, Object> properties) {
        EtcValues values = HttpSettings.FILE.read(properties, LOG::warn);
        ServerTls tls = new ServerTls(keys(settings.identity(), values));
        AccessRules rules = new AccessRules(
                Set.copyOf(values.get(HttpSettings.PLAIN)),
                values.get(HttpSettings.ADMISSION),
                values.get(HttpSettings.TARGETS_FOR_ALL));
        filter = new AccessFilter(rules, this::admissions, users);
        port = new JettyPort(
                HttpOptions.of(values),
                ConnectionLimits.of(values),
                InetAddress::isLoopbackAddress,
                () -> settings.current().distribute(),
                Optional.of(tls),
                Optional.of(filter));
        clock = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "lockstep-http-adjust");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static KeySource keys(NodeIdentity identity, EtcValues values) {
        String keystore = values.get(HttpSettings.KEYSTORE);
        return keystore.isEmpty()
                ? new SiteKeySource(
                        identity.data().resolve("site").resolve("tls"),
                        identity.name(),
                        new OwnNames(values.get(HttpSettings.TLS_NAMES)),
                        InstantSource.system())
                : new AdministratorsKey(
                        identity.home().resolve(keystore),
                        new SecretsFile(identity.home().resolve("etc"))
                                .secret(HttpSettings.FILE, HttpSettings.KEYSTORE_PASSWORD));
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
        List<String> prefixes = prefixes(properties.get(HttpPort.PATH));
        if (!(handler instanceof Guarded)) {
            LOG.error("Nobody is answered at {}: {} does not say who may ask", prefixes, handler);
        }
        port.add(prefixes, handler);
    }

    /** Comes later than this bundle; until then nobody is admitted. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setAdmissions(Admissions service) {
        admissions = Optional.of(service);
        unwatch = service.watch(filter::lost);
    }

    void unsetAdmissions(Admissions service) {
        unwatch.run();
        admissions = Optional.empty();
    }

    private Optional<Admissions> admissions() {
        return admissions;
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
    public Optional<Fingerprint> authority() {
        return port.authority();
    }

    @Override
    public void refresh() {
        adjust();
    }

    @Override
    public Optional<Problem> problem() {
        return port.problem();
    }
}
