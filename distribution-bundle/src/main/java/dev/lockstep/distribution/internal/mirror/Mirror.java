package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.ReleaseContents;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches releases and modules from the source into the distribution folder.
 *
 * <p>Payloads first, all of them, into the store; then the description, the metadata with its timestamp last, and the index.
 * Wherever it is interrupted, clients go on seeing what was complete before, and the next run continues.
 */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final Upstream upstream;
    private final ContentStore store;
    private final DistributionFolder folder;
    private final PayloadTransfer transfer;
    private final SourceChain chain;
    private final Consumer<List<String>> chainFound;

    /**
     * A mirror of one node.
     *
     * @param ownId the node's id
     * @param chainFound told the ids of the nodes above this one whenever the source was asked
     */
    public Mirror(
            Upstream upstream,
            ContentStore store,
            DistributionFolder folder,
            PayloadTransfer transfer,
            String ownId,
            Consumer<List<String>> chainFound) {
        this.upstream = upstream;
        this.store = store;
        this.folder = folder;
        this.transfer = transfer;
        this.chain = new SourceChain(ownId, folder.path());
        this.chainFound = chainFound;
    }

    /**
     * Mirrors a release, and before it all that lead to it: all components for all platforms. The steps are {@code list}, {@code
     * mirror}, {@code repair}.
     */
    public void release(Version version, Progress progress) throws IOException {
        Source source = source(Release.targetName(version));
        Withdrawals withdrawals = source.metadata().withdrawals();
        Optional<Withdrawal> withdrawn = withdrawals.of(version);
        if (withdrawn.isPresent()) {
            if (folder.index().holds(Release.targetName(version))) {
                // Whoever runs it has it here; nothing of it is fetched.
                return;
            }
            throw new ProblemException(withdrawn.get().problem());
        }
        UpdatePath path = source.metadata().pathTo(source.metadata().release(version));
        Set<Version> absent = new TreeSet<>(path.missing());
        for (Release step : path.steps()) {
            if (withdrawals.of(step.version()).isPresent()) {
                absent.add(step.version());
                continue;
            }
            try {
                release(step, source, progress);
            } catch (ProblemException e) {
                // Nobody here may need a release on the way; whoever does is told which one is missing.
                if (step.version().equals(version) || e.problem().code() != ProblemCode.PAYLOAD_MISSING) {
                    throw e;
                }
                absent.add(step.version());
            }
        }
        if (!absent.isEmpty()) {
            LOG.warn(
                    "{} does not offer {} (any more), which lead to release {}: computers that are older than those cannot be updated from here",
                    source.transport().sourceName(),
                    absent,
                    version);
        }
    }

    private void release(Release release, Source source, Progress progress) throws IOException {
        Version version = release.version();
        ReleaseContents contents = new ReleaseContents(store, release);
        transfer.fetch(source.transport(), contents.trees(), progress.as("list"));
        Set<Blob> all = new LinkedHashSet<>(contents.trees());
        all.addAll(contents.files(source.transport().sourceName()));
        publish(Release.targetName(version), all, source, progress);
    }

    /** Mirrors a module: all its bundles. One that is withdrawn is not fetched, but what is here of it stays. */
    public void module(String name, Version version, Progress progress) throws IOException {
        String target = ModuleRelease.targetName(name, version);
        Source source = source(target);
        Optional<Withdrawal> withdrawn = source.metadata().withdrawals().of(name, version);
        if (withdrawn.isPresent()) {
            if (folder.index().holds(target)) {
                return;
            }
            throw new ProblemException(withdrawn.get().problem());
        }
        ModuleRelease module = source.metadata().module(name, version);
        Set<Blob> bundles = new LinkedHashSet<>();
        module.bundles().forEach(bundle -> bundles.add(bundle.blob()));
        publish(target, bundles, source, progress);
    }

    /**
     * Fetches again what the folder has lost, metadata too.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the source does not have it now
     */
    public void repair(Progress progress) throws IOException {
        CompleteIndex index = folder.index();
        if (folder.missing(index).isEmpty() && folder.hasTimestamp()) {
            return;
        }
        Transport transport = upstream.transport();
        chainFound.accept(chain.follow(upstream.source(), transport));
        new Repair(folder, store, transfer).restore(index, transport, progress);
        if (!folder.missing(index).isEmpty() || !folder.hasTimestamp()) {
            VendorMetadata metadata = upstream.trusted().orElseGet(upstream::refresh);
            folder.writeIndex(index.withMetadata(
                    new MetadataPublication(folder).write(metadata.files(), transport.sourceName())));
        }
    }

    /** Whoever wants something mirrored has asked for news before; only what is not among that is asked for again. */
    private Source source(String target) throws IOException {
        Transport transport = upstream.transport();
        chainFound.accept(chain.follow(upstream.source(), transport));
        return new Source(
                transport,
                upstream.trusted()
                        .filter(trusted -> trusted.target(target).isPresent())
                        .orElseGet(upstream::refresh));
    }

    private void publish(String target, Set<Blob> contents, Source source, Progress progress) throws IOException {
        DiskProblems.requireRoom(store.folder(), transfer.missingBytes(contents));
        transfer.fetch(source.transport(), contents, progress.as("mirror"));
        new Announcement(folder, store, transfer)
                .announce(target, contents, source.metadata(), source.transport(), progress);
    }

    private record Source(Transport transport, VendorMetadata metadata) {}
}
