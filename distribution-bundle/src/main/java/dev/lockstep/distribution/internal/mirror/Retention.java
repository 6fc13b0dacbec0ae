package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.CompleteTarget;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old releases from the distribution folder, and the payloads that nothing in it needs any more. */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final DistributionFolder folder;
    private final ContentStore store;
    private final int keep;

    /**
     * A rule for one folder.
     *
     * @param keep how many of the newest releases stay; 0 for all
     */
    public Retention(DistributionFolder folder, ContentStore store, int keep) {
        this.folder = folder;
        this.store = store;
        this.keep = keep;
    }

    /**
     * Applies the rule.
     *
     * @param assigned releases that stay however old they are, with all that lead to them
     */
    public void apply(Collection<Version> assigned) throws IOException {
        CompleteIndex index = folder.index();
        Set<Version> needed = new HashSet<>(assigned);
        try {
            for (Version version : assigned) {
                folder.way(index, version).ifPresent(way -> way.steps().forEach(step -> needed.add(step.version())));
            }
        } catch (IOException e) {
            LOG.warn("No old release is removed while it cannot be said which ones are needed: {}", e.toString());
            return;
        }
        List<String> old = index.releases().stream()
                .sorted(Comparator.reverseOrder())
                .skip(keep == 0 ? Long.MAX_VALUE : keep)
                .filter(version -> !needed.contains(version))
                .map(Release::targetName)
                .toList();
        if (!old.isEmpty()) {
            remove(old, index);
        }
    }

    private void remove(List<String> old, CompleteIndex index) throws IOException {
        CompleteIndex left = index.without(old);
        // The index first: what it does not list is no longer promised, whatever of it is still there after a power
        // cut.
        folder.writeIndex(left);
        Set<Digest> unreachable = new HashSet<>();
        for (String name : old) {
            CompleteTarget target = index.targets().get(name);
            folder.deleteDescription(target);
            unreachable.add(target.description().digest());
            target.payloads().forEach(payload -> unreachable.add(payload.digest()));
        }
        left.payloads().stream().map(Blob::digest).forEach(unreachable::remove);
        var removed = store.remove(unreachable);
        LOG.info("Removed {} from the distribution folder: {} bytes", old, removed.bytes());
    }
}
