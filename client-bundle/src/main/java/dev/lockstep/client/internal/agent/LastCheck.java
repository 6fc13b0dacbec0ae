package dev.lockstep.client.internal.agent;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last check and the last error, kept over restarts in {@code journal/last-check.json}. Safe for use by several threads.
 */
final class LastCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LastCheck.class);
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final StateFile<Seen> file;
    private final Clock clock;
    private Seen seen;

    LastCheck(Path folder, Clock clock) {
        this.file = StateFile.of(folder.resolve("last-check.json"), Seen.class, MAXIMUM_BYTES);
        this.clock = clock;
        this.seen = read();
    }

    /** The last check. */
    synchronized Seen seen() {
        return seen;
    }

    /** A check succeeded. */
    synchronized void succeeded(Version wanted) {
        Instant now = clock.instant();
        keep(new Seen(Optional.of(now), Optional.of(now), Optional.of(wanted), Optional.empty()));
    }

    /**
     * A check, or what followed from it, failed.
     *
     * @return whether that is news
     */
    synchronized boolean failed(Problem problem) {
        boolean news = !seen.problem().equals(Optional.of(problem));
        keep(new Seen(Optional.of(clock.instant()), seen.success(), seen.wanted(), Optional.of(problem)));
        return news;
    }

    private void keep(Seen now) {
        seen = now;
        try {
            file.write(now);
        } catch (IOException e) {
            // The check itself counts; that its date is lost at the next restart does not stop anything.
            LOG.warn("{} cannot be written.", file.path(), e);
        }
    }

    private Seen read() {
        Seen nothing = new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return file.read().orElse(nothing);
    }

    /**
     * What was seen.
     *
     * @param attempt when a check was made last
     * @param success when one last succeeded
     * @param wanted what this computer should run, as it was said then
     * @param problem the error since then
     */
    record Seen(
            Optional<Instant> attempt,
            Optional<Instant> success,
            Optional<Version> wanted,
            Optional<Problem> problem) {}
}
