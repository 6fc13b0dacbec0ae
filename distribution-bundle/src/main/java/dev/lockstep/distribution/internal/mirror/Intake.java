package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.OfflineImport.Offer;
import dev.lockstep.core.node.OfflineTrust;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.BundleProblems;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.ReleaseContents;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Imports an offline bundle. Every check is made before anything trusted or distributed changes: first the vendor's signatures,
 * then completeness, then every byte; only then does the content become visible.
 */
public final class Intake {
    private final OfflineTrust trust;
    private final ContentStore store;
    private final DistributionFolder folder;
    private final PayloadTransfer transfer;

    /**
     * An intake of one node.
     *
     * @param transfer copies payloads into the store
     */
    public Intake(OfflineTrust trust, ContentStore store, DistributionFolder folder, PayloadTransfer transfer) {
        this.trust = trust;
        this.store = store;
        this.folder = folder;
        this.transfer = transfer;
    }

    /** What a bundle would bring; changes nothing. */
    public Offer inspect(OfflineBundle bundle, Progress progress) throws IOException {
        return plan(bundle, progress).offer();
    }

    /**
     * Makes distributable what a bundle brings.
     *
     * @return what it brought
     */
    public Offer take(OfflineBundle bundle, Progress progress) throws IOException {
        Plan plan = plan(bundle, progress);
        DiskProblems.requireRoom(store.folder(), plan.offer().missingBytes());
        fetch(bundle, plan.all(), progress.as("import"));
        // What is told of from here on was copied already.
        Progress announced = progress.as("announce");
        announced.at("announce");
        VendorMetadata trusted = trust.refreshFrom(bundle);
        Announcement announcement = new Announcement(folder, store, transfer);
        announcement.announce(trusted, bundle.transport(), announced);
        for (Map.Entry<String, Set<Blob>> target : plan.targets().entrySet()) {
            announcement.announce(target.getKey(), target.getValue(), trusted, bundle.transport(), announced);
        }
        return plan.offer();
    }

    private Plan plan(OfflineBundle bundle, Progress progress) throws IOException {
        BundleTrial trial = trust.rehearse(bundle);
        Map<String, Set<Blob>> targets = new LinkedHashMap<>();
        List<Version> releases = new ArrayList<>();
        List<BundleContents.Module> modules = new ArrayList<>();
        List<Problem> withdrawn = new ArrayList<>();
        for (Version version : bundle.contents().releases()) {
            if (isLeftOut(Withdrawal.What.release(version), Release.targetName(version), trial, withdrawn)) {
                continue;
            }
            releases.add(version);
            targets.put(Release.targetName(version), contents(bundle, trial.metadata(), version, progress));
        }
        for (BundleContents.Module module : bundle.contents().modules()) {
            String target = ModuleRelease.targetName(module.name(), module.version());
            if (isLeftOut(Withdrawal.What.module(module.name(), module.version()), target, trial, withdrawn)) {
                continue;
            }
            modules.add(module);
            Set<Blob> bundles = new LinkedHashSet<>();
            described(bundle, () -> trial.metadata().module(module.name(), module.version()))
                    .bundles()
                    .forEach(each -> bundles.add(each.blob()));
            targets.put(target, bundles);
        }
        Plan plan = new Plan(targets, offer(bundle, trial, releases, modules, withdrawn, union(targets)));
        requireNothingMissing(bundle, plan.all());
        return plan;
    }

    /** Whether it must not be installed any more and is not here already; says why. */
    private boolean isLeftOut(Withdrawal.What what, String target, BundleTrial trial, List<Problem> withdrawn) {
        Optional<Withdrawal> withdrawal = trial.metadata().withdrawals().of(what);
        if (withdrawal.isEmpty() || folder.index().holds(target)) {
            return false;
        }
        withdrawn.add(withdrawal.get().problem());
        return true;
    }

    private Set<Blob> contents(OfflineBundle bundle, VendorMetadata metadata, Version version, Progress progress)
            throws IOException {
        ReleaseContents contents = new ReleaseContents(store, described(bundle, () -> metadata.release(version)));
        requireNothingMissing(bundle, contents.trees());
        fetch(bundle, contents.trees(), progress.as("list"));
        Set<Blob> all = new LinkedHashSet<>(contents.trees());
        all.addAll(contents.files(bundle.name()));
        return all;
    }

    private static <T> T described(OfflineBundle bundle, java.util.function.Supplier<T> description) {
        try {
            return description.get();
        } catch (ProblemException e) {
            throw BundleProblems.of(e, bundle.name());
        }
    }

    private void requireNothingMissing(OfflineBundle bundle, Set<Blob> needed) {
        List<Blob> missing = needed.stream()
                .filter(blob ->
                        !bundle.contents().holds(blob) && store.find(blob).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            long bytes = missing.stream().mapToLong(Blob::length).sum();
            Sentence what = Sentence.of("bundle.files-nowhere", Map.of("count", missing.size(), "bytes", bytes));
            throw BundleProblems.partial(
                    bundle.name(),
                    bundle.contents()
                            .since()
                            .map(since -> Sentence.of("bundle.state-gone", Map.of("what", what, "at", since.at())))
                            .orElse(what));
        }
    }

    private void fetch(OfflineBundle bundle, Set<Blob> blobs, Progress progress) throws IOException {
        try {
            transfer.fetch(bundle.transport(), blobs, progress);
        } catch (ProblemException e) {
            throw BundleProblems.of(e, bundle.name());
        }
    }

    private Offer offer(
            OfflineBundle bundle,
            BundleTrial trial,
            List<Version> releases,
            List<BundleContents.Module> modules,
            List<Problem> withdrawn,
            Set<Blob> all) {
        BundleContents contents = bundle.contents();
        return new Offer(
                bundle.name(),
                contents.created(),
                contents.since(),
                trial.expires(),
                trial.signedForIt(),
                releases,
                modules,
                withdrawn,
                bundle.bytes(),
                transfer.missingBytes(all));
    }

    private static Set<Blob> union(Map<String, Set<Blob>> targets) {
        Set<Blob> all = new LinkedHashSet<>();
        targets.values().forEach(all::addAll);
        return all;
    }

    /** What is to be announced, and what it brings. */
    private record Plan(Map<String, Set<Blob>> targets, Offer offer) {
        Set<Blob> all() {
            return union(targets);
        }
    }
}
