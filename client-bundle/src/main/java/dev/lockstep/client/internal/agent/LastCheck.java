package dev.lockstep.client.internal.agent;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
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
        keep(new Seen(Optional.of(now), Optional.of(now), Optional.of(wanted), Optional.empty(), Optional.empty()));
    }

    /**
     * A check, or what followed from it, failed.
     *
     * @return whether that is news
     */
    synchronized boolean failed(Problem problem) {
        boolean news =
                seen.problem().filter(before -> isTheSame(before, problem)).isEmpty();
        Instant now = clock.instant();
        keep(new Seen(
                Optional.of(now),
                seen.success(),
                seen.wanted(),
                Optional.of(problem),
                seen.failing().or(() -> Optional.of(now))));
        return news;
    }

    /** What a broken connection is called changes from one attempt to the next. */
    private static boolean isTheSame(Problem before, Problem now) {
        return before.code() == now.code()
                && (before.code().isSilence()
                        ? Objects.equals(
                                before.facts().get("address"), now.facts().get("address"))
                        : before.equals(now));
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
        Seen nothing =
                new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return file.read().orElse(nothing);
    }

    /**
     * What was seen.
     *
     * @param attempt when a check was made last
     * @param success when one last succeeded
     * @param wanted what this computer should run, as it was said then
     * @param problem the error since then
     * @param failing since when no check has succeeded, while none does
     */
    record Seen(
            Optional<Instant> attempt,
            Optional<Instant> success,
            Optional<Version> wanted,
            Optional<Problem> problem,
            Optional<Instant> failing) {}
}
