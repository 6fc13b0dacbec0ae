package dev.lockstep.core.tuf;

import java.util.OptionalLong;

/**
 * The limits of an update, so that a hostile repository cannot exhaust a client (endless data).
 *
 * @param rootLength the most bytes of a root
 * @param timestampLength the most bytes of a timestamp
 * @param snapshotLength the most bytes of a snapshot, whatever length is signed
 * @param targetsLength the most bytes of targets metadata, whatever length is signed
 * @param roots the most new roots in one update; the next update continues from there
 * @param delegations the most roles that one search visits
 */
record UpdateLimits(
        long rootLength, long timestampLength, long snapshotLength, long targetsLength, int roots, int delegations) {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    UpdateLimits {
        if (rootLength < 1 || timestampLength < 1 || snapshotLength < 1 || targetsLength < 1) {
            throw new IllegalArgumentException("a length limit is 1 or higher");
        }
        if (roots < 1 || delegations < 1) {
            throw new IllegalArgumentException("a limit is 1 or higher");
        }
    }

    /** Limits that fit repositories of many thousands of targets. */
    static UpdateLimits standard() {
        return new UpdateLimits(512 * KIB, 64 * KIB, 8 * MIB, 32 * MIB, 1024, 256);
    }

    /**
     * How much of a file is read: its signed length, but never more than the limit. The keys that sign lengths are online, and a
     * stolen one must not exhaust a client's memory.
     */
    static long most(OptionalLong signed, long limit) {
        return Math.min(signed.orElse(limit), limit);
    }
}
