package dev.lockstep.core.site;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.tuf.model.Authority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The current time: the last time that the site told, plus what the computer's own clock has advanced since. So a clock that is
 * wrong by months does no harm in either direction. Kept on disk, beside the trusted site metadata.
 */
public final class SiteClock {
    /** No clock of a computer is exact, and signatures count in days. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final int LONGEST = 4096;

    private final StateFile<Reading> file;
    private final InstantSource own;

    public SiteClock(Path file, InstantSource own) {
        this.file = StateFile.of(file, Reading.class, LONGEST).twice();
        this.own = own;
    }

    /** The time of the site; that of the own clock while the site has told none. */
    public Instant now() {
        return lastReading()
                .map(reading -> reading.site().plus(elapsedSince(reading)))
                .orElseGet(own::instant);
    }

    /**
     * The time for judging what others than the site signed. It is never earlier than the newest time that the site ever told,
     * so the site's key cannot make expired metadata fresh again.
     */
    public Instant monotonicNow() {
        Instant now = now();
        return lastReading().map(Reading::newest).filter(now::isBefore).orElse(now);
    }

    private Duration elapsedSince(Reading reading) {
        Duration since = Duration.between(reading.own(), own.instant());
        return since.isNegative() ? Duration.ZERO : since;
    }

    /**
     * The reading of the own clock when the site last told the time, if the clock has been set back before it: then the time is
     * unknown here.
     */
    public Optional<Instant> setBackFrom() {
        return lastReading()
                .map(Reading::own)
                .filter(last -> own.instant().plus(TOLERANCE).isBefore(last));
    }

    /** The problem that the own clock and the site's were too far apart when the site last told the time, if so. */
    public Optional<Problem> problem() {
        return lastReading()
                .filter(reading ->
                        Duration.between(reading.own(), reading.site()).abs().compareTo(TOLERANCE) > 0)
                .map(reading -> Problem.of(
                        ProblemCode.CLOCK_WRONG,
                        Map.of(
                                "difference",
                                        text(Duration.between(reading.own(), reading.site())
                                                .abs()),
                                "own", reading.own().toString(),
                                "site", reading.site().toString())));
    }

    /** To the minute: the site tells whole seconds. */
    private static String text(Duration exact) {
        Duration time = exact.plusSeconds(30);
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        return time.toHours() > 0 ? time.toHours() + " h " + time.toMinutesPart() + " min" : time.toMinutes() + " min";
    }

    /**
     * The site has told the time.
     *
     * @param timestamp the keys that signed it; a time signed by keys that were exchanged since does not bind (as TUF 5.3.11
     *     forgets what they signed), or one wrong time would stop a computer for ever
     */
    public void synchronise(Instant site, Authority timestamp) throws IOException {
        String keys = String.join(" ", new TreeSet<>(timestamp.role().keyIds()));
        Instant newest = lastReading()
                .filter(before -> before.keys().equals(keys))
                .map(Reading::newest)
                .filter(site::isBefore)
                .orElse(site);
        file.write(new Reading(site, own.instant(), newest, keys));
    }

    private Optional<Reading> lastReading() {
        return file.read();
    }

    /**
     * The last time that the site told.
     *
     * @param site the time of the site
     * @param own what the own clock said then
     * @param newest the newest time that the site ever told, under these keys
     * @param keys the keys that signed it
     */
    private record Reading(Instant site, Instant own, Instant newest, String keys) {}
}
