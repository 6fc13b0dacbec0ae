package dev.lockstep.cli.repository;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.tuf.DirectoryMetadataFetcher;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TargetListing;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published folder as a new client sees it: everything verified, from the first root on; only that something has expired
 * does not stop it.
 *
 * @param state versions and expiry of the top-level roles
 * @param listing the targets
 * @param roles what {@code targets} and the roles that it delegates to say, by role
 * @param files the metadata as it is passed on, the timestamp last
 */
public record TrustedRepository(
        RefreshResult state, TargetListing listing, Map<String, Targets> roles, List<MetadataCopy> files) {
    private static final Pattern TARGETS_FILE = Pattern.compile("[0-9]+\\.(?!root\\.|snapshot\\.)(.+)\\.json");

    /**
     * Reads and verifies the metadata.
     *
     * @param root what clients have pinned
     */
    public static TrustedRepository read(PublishedFolder folder, Path root, Clock clock)
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
        TargetListing listing = updater.list();
        Map<String, Targets> roles = new TreeMap<>();
        List<MetadataCopy> files = updater.receivedFiles();
        for (MetadataCopy file : files) {
            Matcher name = TARGETS_FILE.matcher(file.name());
            if (name.matches()) {
                roles.put(
                        name.group(1),
                        SignedMetadata.parse(file.bytes(), MetadataType.TARGETS).signed());
            }
        }
        return new TrustedRepository(state, listing, roles, files);
    }

    /** When each role's file ends. */
    public Map<String, Instant> expires() {
        Map<String, Instant> expires = new TreeMap<>(state.expires());
        roles.forEach((role, targets) -> expires.put(role, targets.expires()));
        return expires;
    }
}
