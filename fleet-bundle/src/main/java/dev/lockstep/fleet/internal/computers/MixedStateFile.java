package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.node.SiteVersions.Ended;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The mixed states on disk, {@code fleet/mixed.json}: a server that restarts in the middle of an update goes on measuring. */
final class MixedStateFile {
    private static final int LIMIT = 4 << 20;

    private final StateFile<Stored> file;

    MixedStateFile(Path folder) {
        this.file =
                StateFile.of(folder.resolve("mixed.json"), Stored.class, LIMIT).checked(Stored::state);
    }

    /** What was saved last; none if there is nothing that can be read, for a measurement is not worth a start that fails. */
    MixedState load() {
        return file.read().map(Stored::state).orElse(MixedState.NONE);
    }

    void save(MixedState mixture) throws IOException {
        file.write(new Stored(
                mixture.begun().map(MixedState.Begun::since),
                mixture.begun().map(MixedState.Begun::versions),
                mixture.ended()));
    }

    /** The mixed state that lasts stands beside those that are over. */
    private record Stored(Optional<Instant> since, Optional<SortedSet<Version>> versions, List<Ended> ended) {
        MixedState state() {
            return new MixedState(
                    since.map(start -> new MixedState.Begun(start, versions.orElseGet(TreeSet::new))), ended);
        }
    }
}
