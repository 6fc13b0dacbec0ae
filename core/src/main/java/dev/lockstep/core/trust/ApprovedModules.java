package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.TargetListing;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the vendor signed, and beside it what the site said: the modules that it approved, and what it declined. The vendor goes first: a module that it signed
 * cannot be replaced by another of the same name and version.
 */
final class ApprovedModules implements VendorMetadata {
    private static final Comparator<OfferedModule> ORDER =
            Comparator.comparing(OfferedModule::name).thenComparing(OfferedModule::version);

    private final VendorMetadata vendor;
    private final VendorMetadata site;
    private final Withdrawals declined;
    private final List<OfferedModule> modules;

    private ApprovedModules(VendorMetadata vendor, VendorMetadata site, Withdrawals declined) {
        this.vendor = vendor;
        this.site = site;
        this.declined = declined;
        this.modules = Stream.concat(vendor.modules().stream(), site.modules().stream())
                .sorted(ORDER)
                .toList();
    }

    /**
     * Puts approved modules beside what the vendor signed.
     *
     * @param approved targets {@code modules/<name>/<version>.json} that the site's approver signed
     * @param declined what the site does not let anybody install
     * @param source asked for descriptions that are not in the store
     */
    static VendorMetadata beside(
            VendorMetadata vendor,
            List<TargetFile> approved,
            Withdrawals declined,
            Descriptors descriptors,
            Supplier<Transport> source) {
        List<TrustedTarget> added = approved.stream()
                .filter(target -> vendor.target(target.path()).isEmpty())
                .map(target -> new TrustedTarget("approvals", target))
                .toList();
        if (added.isEmpty() && declined.entries().isEmpty()) {
            return vendor;
        }
        return new ApprovedModules(
                vendor,
                new TrustedVendorMetadata(
                        new TargetListing(added, Map.of(), Set.of()),
                        vendor.validity(),
                        List.of(),
                        descriptors,
                        source),
                declined);
    }

    @Override
    public Validity validity() {
        return vendor.validity();
    }

    @Override
    public List<OfferedRelease> releases() {
        return vendor.releases();
    }

    @Override
    public Withdrawals withdrawals() {
        return vendor.withdrawals().and(declined);
    }

    @Override
    public long lowestCounter(String channel) {
        return vendor.lowestCounter(channel);
    }

    @Override
    public List<OfferedModule> modules() {
        return modules;
    }

    @Override
    public Release release(Version version) {
        return vendor.release(version);
    }

    @Override
    public ModuleRelease module(String name, Version version) {
        return site.target(ModuleRelease.targetName(name, version)).isPresent()
                ? site.module(name, version)
                : vendor.module(name, version);
    }

    /** Whoever approves for the site may approve any name. */
    @Override
    public Optional<Problem> encroachment(ModuleRelease module) {
        return vendor.encroachment(module);
    }

    @Override
    public Optional<Blob> target(String name) {
        return vendor.target(name).or(() -> name.startsWith("modules/") ? site.target(name) : Optional.empty());
    }

    /** The vendor's alone: the site's are passed on by themselves. */
    @Override
    public List<MetadataCopy> files() {
        return vendor.files();
    }
}
