package dev.lockstep.core.tuf;

import dev.lockstep.core.files.FolderStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What verified metadata says, kept so that it is not verified again for each question.
 *
 * <p>It is verified again when a file in its folder is another one, whoever wrote it; when a delegated role has expired, which
 * takes away what that role said; and when the clock went back, by which expiry was judged. Expiry of the top-level roles is for
 * the value itself to tell, at each use. Safe for use by several threads.
 *
 * @param <T> what is made of the metadata; immutable
 */
public final class VerifiedOnce<T> {
    private final Path folder;
    private final InstantSource clock;
    private Optional<Known<T>> known = Optional.empty();

    /**
     * Nothing is known yet.
     *
     * @param folder where the metadata is
     * @param clock the one that expiry is judged by
     */
    public VerifiedOnce(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** What the metadata says, verified now if what was verified last does not count any more. */
    public synchronized T get(Verification<T> verification) throws IOException, TufException {
        Instant now = clock.instant();
        // Before anything is read: what is written meanwhile makes it another one.
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
