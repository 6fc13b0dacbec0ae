package dev.lockstep.modules.internal;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.deployment.Deployment;
import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import dev.lockstep.signing.site.SiteRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A node as far as modules go: a real framework, a real store, a real trust, and neighbours that say what they were told. */
final class TestNode implements AutoCloseable {
    final List<String> told = new ArrayList<>();
    /** What the modules asked of the source, and of what is trusted of it. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<AuditEvent> audited = new ArrayList<>();
    private final Path folder;
    private final VendorFolder vendor;
    private final FileContentStore store;
    /** How fast it may fetch; 0 for no limit. */
    volatile long bytesPerSecond;
    /** How long it would have paused for that, in nanoseconds. */
    final AtomicLong paused = new AtomicLong();

    private final VendorTrust trust;
    private RealFramework framework;
    private ModulesComponent modules;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int killAt;
    private boolean distributes;
    private boolean follows;
    private List<String> components = List.of();
    private Instant now = Instant.now();
    private Optional<Version> release = Optional.of(Version.parse("1.0.0"));

    TestNode(Path folder, VendorFolder vendor) {
        this.folder = folder;
        this.vendor = vendor;
        this.store = new FileContentStore(folder.resolve("store"));
        this.trust =
                new VendorTrust(folder.resolve("trust"), () -> Optional.of(vendor.root()), store, Clock.systemUTC());
    }

    TestNode distributing() {
        distributes = true;
        return this;
    }

    /** It takes its updates from another computer. */
    TestNode following() {
        follows = true;
        return this;
    }

    TestNode with(String... some) {
        components = List.of(some);
        return this;
    }

    /** So much time passes, while the vendor signs nothing. */
    TestNode after(Duration time) {
        now = now.plus(time);
        return this;
    }

    TestNode runs(String version) {
        release = Optional.of(Version.parse(version));
        return this;
    }

    /** Kills the node when it asks its store for the nth time from now on; 0 for never. */
    TestNode killedAt(int nth) {
        calls.set(0);
        killAt = nth;
        return this;
    }

    TestNode start() throws Exception {
        return start("cache");
    }

    /** Starts it with a framework cache of its own, which may be a fresh one. */
    TestNode start(String cache) throws Exception {
        return startIn(RealFramework.start(folder.resolve(cache)));
    }

    /** Starts it as Karaf does: what is restored is restored while the framework still rises. */
    TestNode startRising() throws Exception {
        return startIn(RealFramework.startRising(folder.resolve("cache")));
    }

    /** Starts it on another operating system, as far as its framework can tell. */
    TestNode startOn(String system, String processor) throws Exception {
        return startIn(RealFramework.startOn(system, processor, folder.resolve("cache")));
    }

    private TestNode startIn(RealFramework started) throws Exception {
        framework = started;
        framework.context().registerService(Distribution.class, distribution(), null);
        framework.context().registerService(Assignments.class, assignments(), null);
        framework.context().registerService(UpdateAgent.class, agent(), null);
        startModules();
        return this;
    }

    void startModules() throws Exception {
        modules = new ModulesComponent(
                framework.context(),
                mortal(),
                settings(),
                new FolderUpstream(),
                audited::add,
                new Deployment.Limits(Duration.ofSeconds(20), Duration.ofMillis(800), Duration.ofMillis(30)),
                3);
        modules.restored().get(60, TimeUnit.SECONDS);
    }

    ModulesComponent modules() {
        return modules;
    }

    RealFramework framework() {
        return framework;
    }

    /** The approver of this node's site vouches for a module from a file. */
    void approve(String name) {
        char[] passphrase = "correct horse".toCharArray();
        SiteRepository site = SiteRepository.create(siteFolder(), Clock.systemUTC());
        site.appointApprover("anna", passphrase, RootKey.onServer());
        modules.submitted().stream()
                .map(ExternalModules.SubmittedModule::module)
                .filter(module -> module.name().equals(name))
                .forEach(module -> site.approve(module, passphrase));
    }

    private Path siteFolder() {
        return folder.resolve("site");
    }

    FileContentStore store() {
        return store;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws Exception {
        if (modules != null) {
            modules.stop();
        }
        if (framework != null) {
            framework.close();
        }
    }

    /** The store, at which a node can die: an error that nobody handles is as near to a kill as a test can get. */
    private ContentStore mortal() {
        return (ContentStore) java.lang.reflect.Proxy.newProxyInstance(
                ContentStore.class.getClassLoader(),
                new Class<?>[] {ContentStore.class},
                (proxy, method, arguments) -> {
                    if (calls.incrementAndGet() == killAt) {
                        throw new Killed();
                    }
                    return method.invoke(store, arguments);
                });
    }

    /** The end of a node. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** It has no status: that asks for the modules, so they must not ask for it. */
    private UpdateAgent agent() {
        return answering(UpdateAgent.class, Map.of("installed", arguments -> release));
    }

    private Distribution distribution() {
        return answering(Distribution.class, Map.of("mirrorModule", arguments -> {
            told.add("mirror " + arguments[0] + " " + arguments[1]);
            return Optional.empty();
        }));
    }

    /** What the computers below report. */
    List<ComputerReport> below = List.of();

    private Assignments assignments() {
        var assignment = new AtomicReference<>(new Assignment("site", 0, Optional.empty(), List.of(), false));
        return answering(
                Assignments.class,
                Map.of(
                        "current",
                        arguments -> assignment.get(),
                        "computers",
                        arguments -> below,
                        "assignModules",
                        arguments -> {
                            List<AssignedModule> assigned = ((List<?>) arguments[0])
                                    .stream().map(AssignedModule.class::cast).toList();
                            told.add("assign "
                                    + assigned.stream()
                                            .map(module -> module.name() + " " + module.version())
                                            .toList()
                                    + (((Set<?>) arguments[1]).isEmpty() ? "" : " without " + arguments[1]));
                            Set<String> dropped =
                                    new HashSet<>(assignment.get().dropped().orElse(Set.of()));
                            ((Set<?>) arguments[1]).forEach(name -> dropped.add(String.valueOf(name)));
                            assignment.set(
                                    new Assignment("site", 1, Optional.empty(), assigned, true, Optional.of(dropped)));
                            return assignment.get();
                        }));
    }

    /** A neighbour that knows some methods: modules are to need no others. */
    private static <T> T answering(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (!answers.containsKey(method.getName())) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    Object answered = answers.get(method.getName()).apply(arguments);
                    return method.getReturnType() == void.class ? null : answered;
                }));
    }

    GuardList guardList() {
        return new GuardList(folder.resolve("guard/modules.sha256"));
    }

    private Settings settings() {
        return new Settings() {
            @Override
            public NodeSettings current() {
                return NodeSettings.of(Map.of(
                        "source",
                        follows ? "computer" : "folder",
                        follows ? "server" : "folder",
                        follows ? "server.example" : vendor.folder().toString(),
                        "distribute",
                        Boolean.toString(distributes),
                        "receive.modules",
                        "true",
                        "components",
                        String.join(", ", components),
                        "automatic",
                        "false"));
            }

            @Override
            public NodeSettings change(UnaryOperator<NodeSettings> change) {
                throw new UnsupportedOperationException();
            }

            @Override
            public NodeIdentity identity() {
                return new NodeIdentity("id", "computer", Platform.ANY, folder, folder);
            }
        };
    }

    /** The real trust over the vendor's folder. */
    private final class FolderUpstream implements Upstream {
        @Override
        public Optional<Freshness> freshness() {
            return trust.trusted(this::transport)
                    .map(metadata -> metadata.validity().at(now));
        }

        @Override
        public List<Problem> concerns() {
            return List.of();
        }

        @Override
        public SiteMetadata refreshSite() {
            throw new UnsupportedOperationException("this source is no computer");
        }

        @Override
        public Optional<SiteMetadata> site() {
            return Optional.empty();
        }

        @Override
        public UpdateSource source() {
            return new UpdateSource.Folder(vendor.folder());
        }

        @Override
        public Transport transport() {
            return new FolderTransport(vendor.folder());
        }

        @Override
        public RateLimit rateLimit() {
            return new RateLimit(() -> bytesPerSecond, System::nanoTime, paused::addAndGet);
        }

        @Override
        public VendorMetadata refresh() {
            asked.add("refresh");
            return withApproved(trust.refresh(transport()));
        }

        @Override
        public Optional<VendorMetadata> trusted() {
            asked.add("trusted");
            return trust.trusted(this::transport).map(this::withApproved);
        }

        private VendorMetadata withApproved(VendorMetadata metadata) {
            return new PublishedSite(siteFolder(), Clock.systemUTC())
                    .read()
                    .map(own -> trust.beside(
                            metadata, own.approved(), Withdrawals.NONE, () -> new FolderTransport(siteFolder())))
                    .orElse(metadata);
        }
    }
}
