package dev.lockstep.core.tuf;

import dev.lockstep.core.files.FolderStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The contents of verified metadata, kept so that they are not verified again for each use.
 *
 * <p>They are verified again when a file in the folder has changed, whoever wrote it; when a delegated role has expired, because
 * its targets are then gone; and when the clock, by which expiry was judged, went back. The expiry of the top-level roles is
 * checked by the value itself, at each use. Safe for use by several threads.
 *
 * @param <T> what is derived from the metadata; immutable
 */
public final class VerifiedOnce<T> {
    private final Path folder;
    private final InstantSource clock;
    private Optional<Known<T>> known = Optional.empty();

    /**
     * Nothing is known yet.
     *
     * @param folder where the metadata is
     * @param clock the clock by which expiry is judged
     */
    public VerifiedOnce(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** What the metadata says; verified now if the last verification is no longer valid. */
    public synchronized T get(Verification<T> verification) throws IOException, TufException {
        Instant now = clock.instant();
        // Taken before anything is read, so that whatever is written meanwhile counts as a change.
        FolderStamp stamp = FolderStamp.of(folder);
        if (known.filter(last -> last.counts(stamp, now)).isEmpty()) {
            known = Optional.empty();
            Verified<T> verified = verification.verify();
            known = Optional.of(new Known<>(verified, stamp, now));
        }
        return known.get().verified().value();
    }

    private record Known<T>(Verified<T> verified, FolderStamp stamp, Instant since) {
        boolean counts(FolderStamp present, Instant now) {
            return stamp.equals(present) && !now.isBefore(since) && now.isBefore(verified.until());
        }
    }

    /**
     * What was verified.
     *
     * @param value what it says
     * @param until when a delegated role expires, as {@link TufUpdater#sameUntil} tells
     */
    public record Verified<T>(T value, Instant until) {}

    /** Reads and verifies. */
    @FunctionalInterface
    public interface Verification<T> {
        Verified<T> verify() throws IOException, TufException;
    }
}
