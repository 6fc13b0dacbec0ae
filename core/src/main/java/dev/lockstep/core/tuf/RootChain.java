package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * All roots up to the trusted one, for passing them on. Without the earlier ones, a mirror that pinned a late root would strand
 * clients that start from an earlier one.
 *
 * <p>An earlier root is accepted if its keys signed the root after it. Nothing here trusts it, and neither does a client that did
 * not trust it before.
 */
final class RootChain {
    private static final String ROOT = "root";

    private final MetadataFiles files;
    private final MetadataStore store;
    private final UpdateLimits limits;
    private final boolean online;

    RootChain(MetadataFiles files, MetadataStore store, UpdateLimits limits, boolean online) {
        this.files = files;
        this.store = store;
        this.limits = limits;
        this.online = online;
    }

    /** The roots in ascending order, from as early a version as there is without a gap. */
    List<SignedMetadata<Root>> upTo(SignedMetadata<Root> trusted) throws IOException {
        Deque<SignedMetadata<Root>> roots = new ArrayDeque<>(List.of(trusted));
        while (roots.getFirst().signed().version() > 1) {
            Optional<SignedMetadata<Root>> earlier = before(roots.getFirst());
            if (earlier.isEmpty()) {
                break;
            }
            roots.addFirst(earlier.get());
        }
        return List.copyOf(roots);
    }

    private Optional<SignedMetadata<Root>> before(SignedMetadata<Root> next) throws IOException {
        long version = next.signed().version() - 1;
        Optional<byte[]> stored = stored(version);
        try {
            Optional<byte[]> bytes = stored.isPresent() ? stored : fetch(version);
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            SignedMetadata<Root> root = MetadataFiles.parsed(bytes.get(), MetadataType.ROOT, ROOT);
            Signatures.verify(next, root.signed().authority(ROOT));
            if (root.signed().version() != version) {
                return Optional.empty();
            }
            if (stored.isEmpty()) {
                store.keepRoot(version, bytes.get());
            }
            return Optional.of(root);
        } catch (TufException notOfThisChain) {
            return Optional.empty();
        }
    }

    /** What the disk has damaged is fetched again: without it those who start from an earlier root would be stranded. */
    private Optional<byte[]> stored(long version) throws IOException {
        Optional<byte[]> stored = store.readRoot(version);
        try {
            if (stored.isPresent()) {
                MetadataFiles.parsed(stored.get(), MetadataType.ROOT, ROOT);
            }
            return stored;
        } catch (MalformedMetadataException damaged) {
            store.setAsideRoot(version);
            return Optional.empty();
        }
    }

    private Optional<byte[]> fetch(long version) throws IOException, FileTooLongException {
        return online ? files.fetch(ConsistentNames.metadata(ROOT, version), limits.rootLength()) : Optional.empty();
    }
}
