package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions that failed on this computer, with the reason: {@code journal/held-off.json}. They are not tried again by
 * themselves. Safe for use by several threads.
 */
public final class HeldOff {
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final StateFile<Reasons> file;

    public HeldOff(Path folder) {
        this.file = StateFile.of(folder.resolve("held-off.json"), Reasons.class, MAXIMUM_BYTES)
                .twice()
                .notWithout("state.loss.held-off");
    }

    /** Why a version is held off; empty if it is not. */
    public synchronized Optional<Problem> problem(Version version) {
        return Optional.ofNullable(read().get(version.toString()))
                .map(reason -> Problem.of(
                        ProblemCode.VERSION_HELD_OFF, Map.of("version", version.toString(), "reason", reason)));
    }

    /** Holds a version off. */
    public synchronized void add(Version version, String reason) throws IOException {
        Map<String, String> reasons = read();
        reasons.put(version.toString(), reason);
        file.write(new Reasons(reasons));
    }

    /** Lets a version be tried again. */
    public synchronized void remove(Version version) throws IOException {
        Map<String, String> reasons = read();
        if (reasons.remove(version.toString()) != null) {
            file.write(new Reasons(reasons));
        }
    }

    private Map<String, String> read() {
        return file.read().map(Reasons::byVersion).orElseGet(LinkedHashMap::new);
    }

    private record Reasons(@JsonValue Map<String, String> byVersion) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        private Reasons {}
    }
}
