package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.access.Guarded;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.Settings;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port as a component: its configuration, the handlers of all bundles, and the clock that adjusts it. */
@Component(service = HttpPort.class, immediate = true, configurationPid = "dev.lockstep.http")
public final class HttpService extends JettyPort {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
    private static final long ADJUST_SECONDS = 2;
    /** What the other bundles of a node answer. */
    private static final List<String> EXPECTED = List.of(
            "/api/v1/admin",
            "/api/v1/computers",
            "/api/v1/enrol",
            "/api/v1/events",
            "/api/v1/local",
            "/api/v1/node",
            "/api/v1/openapi.json",
            "/api/v1/payload-complaint",
            "/api/v1/report",
            "/api/v1/session",
            "/api/v1/time",
            "/metadata/site",
            "/modules",
            "/targets/assignments");

    private final AccessFilter filter;
    private final AtomicReference<Admissions> admissions;
    private final ScheduledExecutorService clock = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "lockstep-http-adjust");
        thread.setDaemon(true);
        return thread;
    });
    private final NotInOrder notInOrder;
    private Runnable unwatch = () -> {};

    /**
     * A service that is not open yet.
     *
     * @param payloads is waited for: a client that asks before the distribution folder answers would take this computer for
     *     no update server
     */
    @Activate
    public HttpService(
            BundleContext context,
            @Reference Settings settings,
            @Reference(target = "(" + HttpPort.PATH + "=/targets)") Handler payloads,
            @Reference SignedInUsers users,
            Map<String, Object> properties) {
        this(
                new NotInOrder(context),
                settings,
                users,
                HttpSettings.FILE.read(properties, LOG::warn),
                new AtomicReference<>());
    }

    private HttpService(
            NotInOrder notInOrder,
            Settings settings,
            SignedInUsers users,
            EtcValues values,
            AtomicReference<Admissions> admissions) {
        this(
                notInOrder,
                settings,
                values,
                admissions,
                new AccessFilter(AccessRules.of(values), () -> Optional.ofNullable(admissions.get()), users));
    }

    private HttpService(
            NotInOrder notInOrder,
            Settings settings,
            EtcValues values,
            AtomicReference<Admissions> admissions,
            AccessFilter filter) {
        super(
                HttpOptions.of(values),
                ConnectionLimits.of(values),
                InetAddress::isLoopbackAddress,
                () -> settings.current().distribute(),
                Optional.of(new ServerTls(keys(settings.identity(), values))),
                Optional.of(filter));
        this.notInOrder = notInOrder;
        this.admissions = admissions;
        this.filter = filter;
        expect(EXPECTED);
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
        refresh();
        // The settings tell nobody when they change; a comparison every two seconds costs nothing.
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::refresh, ADJUST_SECONDS, ADJUST_SECONDS, TimeUnit.SECONDS);
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
        add(prefixes, handler);
    }

    /** Comes later than this bundle; until then nobody is admitted. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setAdmissions(Admissions service) {
        unwatch.run();
        admissions.set(service);
        unwatch = service.watch(filter::lost);
    }

    void unsetAdmissions(Admissions service) {
        // One that is replaced is taken away after the other came.
        if (admissions.compareAndSet(service, null)) {
            unwatch.run();
        }
    }

    void removeHandler(Handler handler) {
        remove(handler);
    }

    @Override
    void told(Optional<Problem> now) {
        notInOrder.is(now);
    }

    private static List<String> prefixes(Object property) {
        return property instanceof String[] several ? List.of(several) : List.of(property.toString());
    }

    @Deactivate
    void stop() {
        clock.shutdownNow();
        close();
        notInOrder.is(Optional.empty());
    }
}
