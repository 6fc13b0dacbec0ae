package dev.lockstep.core.store;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** How many bytes a store holds, has reserved, and may hold. */
final class StoreCapacity {
    private static final long UNKNOWN = -1;

    private final Path folder;
    private final long quota;
    private final Measure measure;
    private long used = UNKNOWN;
    private long reserved;

    /**
     * Counts for one store.
     *
     * @param quota in bytes; 0 for none
     * @param measure walks the store
     */
    StoreCapacity(Path folder, long quota, Measure measure) {
        if (quota < 0) {
            throw new IllegalArgumentException("a store cannot have a quota of " + quota + " bytes");
        }
        this.folder = folder;
        this.quota = quota;
        this.measure = measure;
    }

    /**
     * Reserves room for a payload.
     *
     * @param length the whole payload
     * @param missing what is still to be written of it
     */
    synchronized Reservation reserve(long length, long missing) throws IOException {
        if (quota > 0) {
            if (used == UNKNOWN) {
                used = measure.bytes();
            }
            long tooMany = used + reserved + length - quota;
            if (tooMany > 0) {
                throw ProblemException.of(
                        ProblemCode.QUOTA_EXCEEDED,
                        Map.of(
                                "folder", folder.toString(),
                                "quotaBytes", Long.toString(quota),
                                "neededBytes", Long.toString(tooMany)));
            }
        }
        DiskProblems.requireRoom(folder, missing);
        reserved += length;
        return new Reservation(length);
    }

    synchronized long measureAgain() throws IOException {
        used = measure.bytes();
        return used;
    }

    /** Walks the store and sums up. */
    @FunctionalInterface
    interface Measure {
        long bytes() throws IOException;
    }

    /** Room that is reserved until this is closed. */
    final class Reservation implements AutoCloseable {
        private long length;

        private Reservation(long length) {
            this.length = length;
        }

        /** The payload is there now. */
        void turnIntoUse(long bytes) {
            synchronized (StoreCapacity.this) {
                if (used != UNKNOWN) {
                    used += bytes;
                }
            }
            close();
        }

        @Override
        public void close() {
            synchronized (StoreCapacity.this) {
                reserved -= length;
                length = 0;
            }
        }
    }
}
