package dev.lockstep.fleet.internal;

import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Validity;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The vendor of a main server, which lists 1.0.0, 1.1.0 and 1.2.0 of the workstation, for Linux only. */
final class TestVendor implements Settings, Upstream, VendorMetadata {
    Withdrawals withdrawals = Withdrawals.NONE;
    private static final Instant EXPIRES = Instant.parse("2026-12-22T10:00:00Z");

    SourceKind source = SourceKind.VENDOR;
    Instant now = EXPIRES.minusSeconds(1);

    @Override
    public NodeSettings current() {
        return NodeSettings.of(Map.of(
                "source", Setting.word(source),
                "vendor.urls", "https://vendor.example/",
                "server.address", "main.example",
                "distribute", "true",
                "receive.modules", "true",
                "automatic", "false"));
    }

    @Override
    public Optional<VendorMetadata> trusted() {
        return Optional.of(this);
    }

    @Override
    public Optional<Freshness> freshness() {
        return Optional.of(validity().at(now));
    }

    @Override
    public List<Problem> concerns() {
        return List.of();
    }

    @Override
    public Validity validity() {
        return new Validity(
                Map.of("timestamp", EXPIRES, "targets", EXPIRES.plusSeconds(1_000_000)), FreshnessPolicy.UNSAID);
    }

    @Override
    public List<OfferedRelease> releases() {
        return List.of(
                new OfferedRelease(Version.parse("1.0.0"), "stable", 1),
                new OfferedRelease(Version.parse("1.1.0"), "stable", 2),
                new OfferedRelease(Version.parse("1.2.0"), "stable", 3));
    }

    @Override
    public List<OfferedModule> modules() {
        return List.of();
    }

    @Override
    public Withdrawals withdrawals() {
        return withdrawals;
    }

    @Override
    public long lowestCounter(String channel) {
        return 0;
    }

    @Override
    public Release release(Version version) {
        var tree = new Release.PlatformTree(new Platform("linux-x64"), Blob.of(new byte[] {1}), 1, 1);
        return new Release(
                version,
                "stable",
                1,
                Instant.EPOCH,
                List.of(new Release.ComponentRelease("metering-workstation", List.of(tree))),
                List.of(),
                List.of(),
                VersionRange.parse("[0.0.1,)"));
    }

    @Override
    public ModuleRelease module(String name, Version version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Blob> target(String name) {
        return Vouched.everything(name);
    }

    @Override
    public List<MetadataCopy> files() {
        return List.of();
    }

    @Override
    public NodeSettings change(UnaryOperator<NodeSettings> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeIdentity identity() {
        return new NodeIdentity("main", "main", new Platform("linux-x64"), Path.of("."), Path.of("."));
    }

    @Override
    public UpdateSource source() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Transport transport() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RateLimit rateLimit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public VendorMetadata refresh() {
        return this;
    }

    @Override
    public SiteMetadata refreshSite() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SiteMetadata> site() {
        return Optional.empty();
    }
}
