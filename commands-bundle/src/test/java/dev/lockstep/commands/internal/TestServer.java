package dev.lockstep.commands.internal;

import dev.lockstep.commands.internal.console.ApprovingCommand;
import dev.lockstep.commands.internal.console.Injection;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.Validity;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A main server that others follow, and whose vendor lists 1.0.0 and 1.1.0. */
public final class TestServer implements Settings, Upstream, VendorMetadata {
    public Withdrawals withdrawals = Withdrawals.NONE;
    public final TestOwnSite site = new TestOwnSite();
    private SourceKind source = SourceKind.VENDOR;
    private List<OfferedRelease> releases = List.of(
            new OfferedRelease(Version.parse("1.0.0"), "stable", 1),
            new OfferedRelease(Version.parse("1.1.0"), "stable", 2));

    /** The vendor lists this release alone. */
    public TestServer lists(String version) {
        releases = List.of(new OfferedRelease(Version.parse(version), "stable", 1));
        return this;
    }

    /** The same as a client. */
    public TestServer below() {
        source = SourceKind.COMPUTER;
        return this;
    }

    /** Lets a command run on it. */
    public <T extends ApprovingCommand> T runs(T command) {
        return Injection.of(this, this, site, command);
    }

    @Override
    public NodeSettings current() {
        return NodeSettings.of(Map.of(
                "source", Setting.word(source), "distribute", "true", "receive.modules", "true", "automatic", "false"));
    }

    @Override
    public Optional<VendorMetadata> trusted() {
        return Optional.of(this);
    }

    @Override
    public List<OfferedRelease> releases() {
        return releases;
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
    public NodeSettings change(UnaryOperator<NodeSettings> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeIdentity identity() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public SiteMetadata refreshSite() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SiteMetadata> site() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Freshness> freshness() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Problem> concerns() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Validity validity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Release release(Version version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ModuleRelease module(String name, Version version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Blob> target(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<MetadataCopy> files() {
        throw new UnsupportedOperationException();
    }
}
