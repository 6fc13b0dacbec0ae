package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.MetaFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Which version a role gets next: above what is published, what was cut off, and what any client is known to have seen. */
final class NextVersions {
    private final RepositoryFolder folder;
    private final RepositoryState state;
    /** Versions that clients have seen although this repository does not know them any more. */
    private final Map<String, Long> floors = new HashMap<>();

    NextVersions(RepositoryFolder folder, RepositoryState state) {
        this.folder = folder;
        this.state = state;
    }

    void riseAbove(String role, long version) {
        floors.merge(role, version, Math::max);
    }

    /** The published version; 0 if the role is not published. */
    long published(String role) {
        return switch (role) {
            case "timestamp" -> state.timestamp().version();
            case "snapshot" -> state.snapshot().version();
            default -> state.snapshot().role(role).map(MetaFile::version).orElse(0L);
        };
    }

    /** The highest version that clients have seen. */
    long seen(String role) {
        return Math.max(published(role), floors.getOrDefault(role, 0L));
    }

    long next(String role) throws IOException {
        return Math.max(seen(role), folder.highestVersion(role)) + 1;
    }
}
