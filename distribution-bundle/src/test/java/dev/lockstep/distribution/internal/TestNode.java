package dev.lockstep.distribution.internal;

import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.OfflineTrust;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.settings.DistributionSettings;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.PayloadComplaint;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.http.TestPort;
import dev.lockstep.distribution.internal.serve.ComplaintHandler;
import dev.lockstep.distribution.internal.serve.NodeHandler;
import dev.lockstep.distribution.internal.serve.PayloadHandler;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A node with everything that distributes, on disk and on a port of its own; only the client bundle's part is the test's. */
final class TestNode implements AutoCloseable {
    final Path data;
    final FileContentStore store;
    final VendorTrust trust;
    final LockstepDistribution distribution;
    final JettyPort port;
    /** How fast it may fetch; 0 for no limit. */
    volatile long bytesPerSecond;
    /** How long it would have paused for that, in nanoseconds. */
    final AtomicLong paused = new AtomicLong();

    private final MemorySettings settings;
    private final Transports transports = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty());

    TestNode(String id, Path home, byte[] pinnedRoot) {
        this(id, home, pinnedRoot, 3, event -> {});
    }

    TestNode(String id, Path home, byte[] pinnedRoot, int keep, Audit audit) {
        data = home.resolve("data");
        settings = new MemorySettings(new NodeIdentity(id, "computer " + id, new Platform("linux-x64"), home, data));
        store = new FileContentStore(data.resolve("store"));
        trust = new VendorTrust(data.resolve("trust/vendor"), () -> Optional.of(pinnedRoot), store, Clock.systemUTC());
        distribution = new LockstepDistribution(
                settings,
                store,
                new TestUpstream(),
                new TestUpstream(),
                audit,
                DistributionSettings.FILE.read(
                        Map.of("keep.releases", Integer.toString(keep), "parallel.downloads", "2")),
                Runnable::run);
        port = new JettyPort(TestPort.options(), () -> settings.current().distribute());
        port.add(
                List.of("/metadata/vendor", "/targets"),
                new PayloadHandler(settings, store, distribution, distribution));
        port.add(List.of("/api/v1/node"), new NodeHandler(settings, distribution, distribution));
        port.add(List.of("/" + PayloadComplaint.PATH), new ComplaintHandler(distribution, distribution));
        port.adjust();
    }

    TestNode from(URI vendor) {
        return source("vendor", NodeSettings.VENDOR_URLS, vendor.toString());
    }

    TestNode from(TestNode server) {
        URI url = server.url();
        settings.change(now -> now.with(NodeSettings.SERVER_PORT, Integer.toString(url.getPort())));
        return source("computer", NodeSettings.SERVER_ADDRESS, url.getHost());
    }

    TestNode from(Path folder) {
        return source("folder", NodeSettings.FOLDER, folder.toString());
    }

    private TestNode source(String kind, Setting<?> setting, String value) {
        settings.change(now -> now.with(NodeSettings.SOURCE, kind).with(setting, value));
        return this;
    }

    TestNode distributing(boolean on) {
        settings.change(now -> now.with(NodeSettings.DISTRIBUTE, Boolean.toString(on)));
        return this;
    }

    void mirror(String version) {
        distribution.mirror(Version.parse(version), Progress.SILENT);
    }

    URI url() {
        return port.local().orElseThrow();
    }

    Path folder() {
        return data.resolve("distribution");
    }

    Settings settings() {
        return settings;
    }

    /** A source as this node would open it. */
    Transport transport() {
        return new TestUpstream().transport();
    }

    @Override
    public void close() {
        port.close();
        distribution.end();
    }

    private final class TestUpstream implements Upstream, OfflineTrust {
        @Override
        public Optional<Freshness> freshness() {
            return Optional.empty();
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
            return settings.current().source().orElseThrow();
        }

        @Override
        public Transport transport() {
            return transports.open(source());
        }

        @Override
        public RateLimit rateLimit() {
            return new RateLimit(() -> bytesPerSecond, System::nanoTime, paused::addAndGet);
        }

        @Override
        public VendorMetadata refresh() {
            return trust.refresh(transport());
        }

        @Override
        public Optional<VendorMetadata> trusted() {
            return trust.trusted(this::transport);
        }

        @Override
        public BundleTrial rehearse(OfflineBundle bundle) {
            return trust.rehearse(bundle);
        }

        @Override
        public VendorMetadata refreshFrom(OfflineBundle bundle) {
            return trust.refreshFrom(bundle);
        }
    }

    private static final class MemorySettings implements Settings {
        private final NodeIdentity identity;
        private volatile NodeSettings current = NodeSettings.of(Map.of("distribute", "true", "automatic", "false"));

        MemorySettings(NodeIdentity identity) {
            this.identity = identity;
        }

        @Override
        public NodeSettings current() {
            return current;
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            current = change.apply(current);
            return current;
        }

        @Override
        public NodeIdentity identity() {
            return identity;
        }
    }
}
