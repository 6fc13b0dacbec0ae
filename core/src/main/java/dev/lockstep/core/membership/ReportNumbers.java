package dev.lockstep.core.membership;

import dev.lockstep.core.json.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Numbers the reports of this computer, each higher than the one before: across restarts, and whatever happens to the clock. A
 * number is the time in milliseconds, or one more than the last if that is not later. So that not each costs a write, they are
 * kept ahead, a quarter of an hour at a time. Safe for use by several threads.
 */
final class ReportNumbers {
    private static final long AHEAD = 900_000;
    private static final int LONGEST = 4096;

    private final StateFile<Kept> file;
    private final InstantSource clock;
    private long last;
    private long kept;
    private boolean read;

    ReportNumbers(Path file, InstantSource clock) {
        this.file = StateFile.of(file, Kept.class, LONGEST);
        this.clock = clock;
    }

    synchronized long next() {
        if (!read) {
            kept = readKept();
            last = kept;
            read = true;
        }
        last = Math.max(last + 1, clock.millis());
        if (last > kept) {
            kept = last + AHEAD;
            keep();
        }
        return last;
    }

    /** Without what was kept the clock alone has to do: reports are refused until it is beyond what the server knows. */
    private long readKept() {
        return file.read().map(Kept::upTo).orElse(0L);
    }

    /** A full disk keeps no computer from reporting that its disk is full. */
    private void keep() {
        try {
            file.write(new Kept(1, kept));
        } catch (IOException notThisTime) {
            kept = 0;
        }
    }

    /**
     * What is in the file.
     *
     * @param format of the file
     * @param upTo no number above it was given out
     */
    private record Kept(int format, long upTo) {}
}
