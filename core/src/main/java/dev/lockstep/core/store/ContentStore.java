package dev.lockstep.core.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * Immutable payloads on disk, found by their hash.
 *
 * <p>A payload is visible only when it is complete, verified and synced: it is received under a temporary name in
 * {@code incoming/} and renamed. What is visible is never written again. Safe for use by several threads, and by one process
 * at a time.
 */
public interface ContentStore {
    /** The file of a payload; empty if it is not here, or has another length. The bytes are not hashed again. */
    Optional<Path> find(Blob blob);

    /**
     * Whether a payload is here; if so, its age starts anew. For callers that need it before the need is recorded, so that a
     * collection leaves it.
     */
    boolean renew(Blob blob) throws IOException;

    /** How many bytes of a payload have been received so far; 0 if none, its length if it is complete. */
    long received(Blob blob);

    /**
     * Starts or continues to receive a payload. The caller writes the bytes from {@link Reception#position()} on. If another
     * thread is receiving the same payload, waits until it has ended. If the payload is complete, the position is its length.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the disk is full or the folder not writable
     */
    Reception receive(Blob blob) throws IOException;

    /** Adds a file that is already on this computer, by copy, and returns what it is. */
    Blob add(Path file) throws IOException;

    /** Adds bytes that are in memory. */
    Blob add(byte[] bytes) throws IOException;

    /**
     * Removes every payload that is not in {@code reachable}, complete or not, but for those that are being received, and those
     * that are new: what needs them may not have been written down yet.
     *
     * @param before a payload that came, or was {@linkplain #renew renewed}, at this time or later is new
     */
    CollectReport collect(Set<Digest> reachable, Instant before) throws IOException;

    /** Removes some payloads, but for those that are being received; what is not here is passed over. */
    CollectReport remove(Set<Digest> payloads) throws IOException;

    /**
     * Reads a payload from the disk and hashes it. One that is not what its name says is taken out: from then on it is not here,
     * and can be received again. Whoever doubts a payload for any reason calls this.
     *
     * @param pace holds the reading back, so that others get at the disk
     * @throws IOException if the payload cannot be opened, or the thread was interrupted: nothing is known then
     */
    Finding inspect(Digest payload, Pace pace) throws IOException;

    /** Whether a payload was found damaged and its file could not be removed, so that it must be handed out to nobody. */
    boolean withholds(Digest payload);

    /** All bytes of a payload, hashed as they are read; one that is damaged is taken out, as by {@link #inspect}, and empty. */
    Optional<byte[]> read(Blob blob) throws IOException;

    /** What is here, in order. */
    NavigableSet<Digest> payloads() throws IOException;

    /**
     * Removes what came in part, or was being added, and was not gone on with since, such as parts of a release that was given up.
     *
     * @param before what was written to at this time or later stays
     */
    CollectReport giveUpIncoming(Instant before) throws IOException;

    /** The folder, for messages. */
    Path folder();

    /** What a payload was found to be. */
    enum Finding {
        /** What its name says. */
        SOUND,
        /** Something else, or unreadable; it was taken out. */
        DAMAGED,
        /** Not here. */
        ABSENT
    }

    /** How fast a payload is read. */
    @FunctionalInterface
    interface Pace {
        /** As fast as the disk can. */
        Pace FULL = bytes -> {};

        /** Waits until so many bytes may have been read. */
        void acquire(int bytes) throws InterruptedIOException;
    }

    /** One payload on its way in. Closing it before {@link #commit} keeps what was received, to be continued. */
    interface Reception extends AutoCloseable {
        /** The offset of the next byte that is wanted. */
        long position();

        /**
         * Takes some bytes.
         *
         * @throws dev.lockstep.core.problem.ProblemException with {@code PAYLOAD_OVERSIZED} at the first byte too many, with
         *     {@code DISK_FULL} when the disk is full
         */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /**
         * Verifies, syncs and makes the payload visible.
         *
         * @throws dev.lockstep.core.problem.ProblemException with {@code PAYLOAD_TRUNCATED} (what came is kept) or
         *     {@code PAYLOAD_ALTERED} (it is thrown away)
         */
        Path commit() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * What a garbage collection removed.
     *
     * @param payloads how many
     * @param bytes how many bytes they had
     */
    record CollectReport(long payloads, long bytes) {}
}
