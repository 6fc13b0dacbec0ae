package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.ContentStore.CollectReport;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes payloads that nothing needs any more, such as those of a mirror that was given up half way. */
public final class PayloadCleanup {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadCleanup.class);

    /** Longer than any update or change of modules takes: what is under way is not written down yet. */
    private static final Duration UNDER_WAY = Duration.ofDays(1);

    private final DistributionFolder folder;
    private final ContentStore store;
    private final Clock clock;

    public PayloadCleanup(DistributionFolder folder, ContentStore store, Clock clock) {
        this.folder = folder;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Removes payloads older than a day that neither the folder, nor the others, nor the vendor's catalogue needs.
     *
     * @param others what others than the folder need to stay
     */
    public CollectReport collect(VendorMetadata metadata, Set<Digest> others) throws IOException {
        CompleteIndex index = folder.index();
        Set<Digest> needed = new HashSet<>(others);
        index.payloads().forEach(payload -> needed.add(payload.digest()));
        index.targets()
                .values()
                .forEach(target -> needed.add(target.description().digest()));
        descriptions(metadata).forEach(description -> needed.add(description.digest()));
        CollectReport report = store.collect(needed, clock.instant().minus(UNDER_WAY));
        if (report.payloads() > 0) {
            LOG.info(
                    "Removed {} payloads from the store that nothing needs: {} bytes",
                    report.payloads(),
                    report.bytes());
        }
        return report;
    }

    private static Stream<Blob> descriptions(VendorMetadata metadata) {
        Stream<String> releases = metadata.releases().stream().map(release -> Release.targetName(release.version()));
        Stream<String> modules =
                metadata.modules().stream().map(module -> ModuleRelease.targetName(module.name(), module.version()));
        return Stream.concat(releases, modules).flatMap(name -> metadata.target(name).stream());
    }
}
