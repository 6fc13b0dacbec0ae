package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.CompleteTarget;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.Set;

/** Makes something distributable whose payloads are all in the store: description, metadata with the timestamp last, index. */
final class Announcement {
    private final DistributionFolder folder;
    private final ContentStore store;
    private final PayloadTransfer transfer;

    Announcement(DistributionFolder folder, ContentStore store, PayloadTransfer transfer) {
        this.folder = folder;
        this.store = store;
        this.transfer = transfer;
    }

    /**
     * Announces a release or module.
     *
     * @param target its name as a signed target
     * @param contents everything that is reached from it
     * @param source asked for what older releases of the folder have lost
     * @param progress told with the step {@code repair}
     */
    void announce(String target, Set<Blob> contents, VendorMetadata metadata, Transport source, Progress progress)
            throws IOException {
        Blob description = metadata.target(target)
                .orElseThrow(() -> new IllegalStateException(target + " was offered a moment ago"));
        CompleteTarget complete = new CompleteTarget(target, description, contents);
        folder.writeDescription(complete);
        write(folder.index().with(complete), metadata, source, progress);
    }

    /** Announces newer metadata of what the folder holds already. */
    void announce(VendorMetadata metadata, Transport source, Progress progress) throws IOException {
        CompleteIndex index = folder.index();
        if (!index.targets().isEmpty()) {
            write(index, metadata, source, progress);
        }
    }

    private void write(CompleteIndex index, VendorMetadata metadata, Transport source, Progress progress)
            throws IOException {
        var written = new MetadataPublication(folder).write(metadata.files(), source.sourceName());
        folder.writeIndex(new Repair(folder, store, transfer)
                .complete(index.withMetadata(written), source, progress.as("repair")));
    }
}
