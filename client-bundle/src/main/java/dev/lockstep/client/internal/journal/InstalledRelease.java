package dev.lockstep.client.internal.journal;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which release this computer runs and which it ran before: {@code journal/installed.json}. One writer at a time. */
public final class InstalledRelease {
    private static final int MAXIMUM_BYTES = 4096;

    private final StateFile<Installed> file;

    public InstalledRelease(Path folder) {
        this.file = StateFile.of(folder.resolve("installed.json"), Installed.class, MAXIMUM_BYTES)
                .twice()
                .notWithout("state.loss.installed");
    }

    /** What was committed last; both empty before the first. */
    public Installed read() {
        return file.read().orElseGet(() -> new Installed(Optional.empty(), Optional.empty()));
    }

    /** Records what runs now. */
    public void write(Installed installed) throws IOException {
        file.write(installed);
    }

    /**
     * What runs.
     *
     * @param release the release; empty before the first
     * @param previous the one before it
     */
    public record Installed(Optional<Version> release, Optional<Version> previous) {}
}
