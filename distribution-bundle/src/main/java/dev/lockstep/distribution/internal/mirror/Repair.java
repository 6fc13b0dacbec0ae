package dev.lockstep.distribution.internal.mirror;

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
