package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.CompleteTarget;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores what the folder has lost, or drops it if the source no longer has it. */
final class Repair {
    private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

    private final DistributionFolder folder;
    private final ContentStore store;
    private final PayloadTransfer transfer;

    Repair(DistributionFolder folder, ContentStore store, PayloadTransfer transfer) {
        this.folder = folder;
        this.store = store;
        this.transfer = transfer;
    }

    /** The index with everything in it complete. */
    CompleteIndex complete(CompleteIndex index, Transport from, Progress progress) throws IOException {
        Set<Blob> missing = new HashSet<>(folder.missing(index));
        CompleteIndex healed = index;
        for (CompleteTarget target : index.targets().values()) {
            Set<Blob> lost = new HashSet<>(target.payloads());
            lost.retainAll(missing);
            boolean damaged = !lost.isEmpty() || missing.contains(target.description());
            if (damaged && !heal(target, lost, from, progress)) {
                healed = healed.without(List.of(target.name()));
            }
        }
        return healed;
    }

    /**
     * Fetches again what the folder has lost, and lets go of nothing: what the source does not have now, it may have later.
     *
     * @throws ProblemException if some of it cannot be had now; the rest is back then
     */
    void restore(CompleteIndex index, Transport from, Progress progress) throws IOException {
        Set<Blob> missing = new HashSet<>(folder.missing(index));
        Set<Blob> payloads = new HashSet<>(index.payloads());
        payloads.retainAll(missing);
        transfer.fetch(from, payloads, progress);
        for (CompleteTarget target : index.targets().values()) {
            if (missing.contains(target.description())) {
                if (store.read(target.description()).isEmpty()) {
                    fetchDescription(target, from);
                }
                folder.writeDescription(target);
            }
        }
    }

    private void fetchDescription(CompleteTarget target, Transport from) throws IOException {
        String path = "targets/" + target.servedAs();
        Blob signed = target.description();
        byte[] bytes = from.read(path, (int) Math.min(Integer.MAX_VALUE, signed.length()))
                .orElseThrow(() -> problem(ProblemCode.PAYLOAD_MISSING, path, from));
        if (!Blob.of(bytes).equals(signed)) {
            throw problem(ProblemCode.PAYLOAD_ALTERED, path, from);
        }
        store.add(bytes);
    }

    private static ProblemException problem(ProblemCode code, String path, Transport from) {
        return ProblemException.of(code, Map.of("file", path, "address", from.sourceName()));
    }

    private boolean heal(CompleteTarget target, Set<Blob> lost, Transport from, Progress progress) throws IOException {
        if (store.find(target.description()).isEmpty()) {
            LOG.warn("{} is no longer distributed: its description is lost", target.name());
            return false;
        }
        try {
            transfer.fetch(from, lost, progress);
        } catch (ProblemException e) {
            LOG.warn("{} is no longer distributed: {}", target.name(), e.problem());
            return false;
        }
        folder.writeDescription(target);
        return true;
    }
}
