package dev.lockstep.cli;

import dev.lockstep.core.tuf.DirectoryMetadataFetcher;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TargetListing;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A published folder as a new client sees it: everything verified, from the first root on; only that something has expired
 * does not stop it.
 *
 * @param state versions and expiry of the top-level roles
 * @param listing the targets
 */
record TrustedRepository(RefreshResult state, TargetListing listing) {
    /**
     * Reads and verifies the metadata.
     *
     * @param root what clients have pinned
     */
    static TrustedRepository read(PublishedFolder folder, Path root, Clock clock)
            throws IOException, TufException, Failure {
        folder.require();
        TufUpdater updater = TufUpdater.builder()
                .fetcher(new DirectoryMetadataFetcher(folder.metadata()))
                .store(new InMemoryMetadataStore())
                .pinnedRoot(Files.readAllBytes(root))
                .expiry((role, expires, now) -> ExpiryPolicy.Decision.USE_AS_STALE)
                .clock(clock)
                .build();
        RefreshResult state = updater.refresh();
        return new TrustedRepository(state, updater.list());
    }
}
