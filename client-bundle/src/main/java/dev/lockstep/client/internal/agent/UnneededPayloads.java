package dev.lockstep.client.internal.agent;

import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Removes payloads that only releases needed which are no longer kept here. Payloads of kept releases and of modules stay, and
 * so does everything of unknown origin.
 */
final class UnneededPayloads {
    private final ContentStore store;
    private final Platform platform;
    private final Supplier<Set<Digest>> others;

    /**
     * Looks through a store.
     *
     * @param others what others than releases need to stay
     */
    UnneededPayloads(ContentStore store, Platform platform, Supplier<Set<Digest>> others) {
        this.store = store;
        this.platform = platform;
        this.others = others;
    }

    /** Removes what only the releases needed that are left behind. */
    void remove(List<Version> left, List<Version> kept, VendorMetadata metadata) throws IOException {
        Set<Digest> payloads = payloads(left, metadata);
        if (!payloads.isEmpty()) {
            payloads.removeAll(payloads(kept, metadata));
            payloads.removeAll(others.get());
            store.remove(payloads);
        }
    }

    private Set<Digest> payloads(List<Version> versions, VendorMetadata metadata) throws IOException {
        Set<Digest> payloads = new HashSet<>();
        for (Version version : versions) {
            Optional<Blob> target = metadata.target(Release.targetName(version));
            Optional<byte[]> description = target.isPresent() ? store.read(target.get()) : Optional.empty();
            if (description.isPresent()) {
                Release release = ReleaseJson.readRelease(description.get());
                for (Release.ComponentRelease component : release.components()) {
                    addTree(component, payloads);
                }
            }
        }
        return payloads;
    }

    private void addTree(Release.ComponentRelease component, Set<Digest> payloads) throws IOException {
        Optional<Blob> blob = component.treeFor(platform).map(Release.PlatformTree::tree);
        Optional<byte[]> file = blob.isPresent() ? store.read(blob.get()) : Optional.empty();
        if (file.isPresent()) {
            Tree tree = ReleaseJson.readTree(file.get());
            payloads.add(blob.get().digest());
            tree.files().forEach(entry -> payloads.add(entry.blob().digest()));
        }
    }
}
