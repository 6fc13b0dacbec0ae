package dev.lockstep.client.internal.upstream;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.Validity;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/** The vendor's metadata, reduced to what was imported: nothing else is available here. */
final class ImportedMetadata implements VendorMetadata {
    private final VendorMetadata vendor;
    private final ImportedUpdates imports;

    ImportedMetadata(VendorMetadata vendor, ImportedUpdates imports) {
        this.vendor = vendor;
        this.imports = imports;
    }

    @Override
    public Validity validity() {
        return vendor.validity();
    }

    @Override
    public List<OfferedRelease> releases() {
        return vendor.releases().stream()
                .filter(release -> isImported(Release.targetName(release.version())))
                .toList();
    }

    @Override
    public Withdrawals withdrawals() {
        return vendor.withdrawals();
    }

    @Override
    public long lowestCounter(String channel) {
        return vendor.lowestCounter(channel);
    }

    @Override
    public List<OfferedModule> modules() {
        return vendor.modules().stream()
                .filter(module -> isImported(ModuleRelease.targetName(module.name(), module.version())))
                .toList();
    }

    private boolean isImported(String target) {
        int name = target.lastIndexOf('/') + 1;
        return vendor.target(target)
                .map(blob -> ConsistentNames.TARGETS + target.substring(0, name) + blob.digest() + "."
                        + target.substring(name))
                .filter(imports::holds)
                .isPresent();
    }

    @Override
    public Optional<Problem> encroachment(ModuleRelease module) {
        return vendor.encroachment(module);
    }

    @Override
    public Release release(Version version) {
        return vendor.release(version);
    }

    @Override
    public ModuleRelease module(String name, Version version) {
        return vendor.module(name, version);
    }

    @Override
    public Optional<Blob> target(String name) {
        return vendor.target(name);
    }

    @Override
    public List<MetadataCopy> files() {
        return vendor.files();
    }
}
