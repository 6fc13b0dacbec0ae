package dev.lockstep.launcher;

import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be recognised again: numbers are given anew, a number with its start is not.
 *
 * @param pid its number
 * @param start when it started, in milliseconds since 1970; 0 if the system does not say
 */
record ProcessMark(long pid, long start) {
    // Linux tells the start in ticks since boot, and the time of boot moves a little when the clock is set.
    private static final long TOLERANCE_MILLIS = 10_000;

    static ProcessMark of(ProcessHandle process) {
        return new ProcessMark(process.pid(), startOf(process));
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startOf(process) - start) < TOLERANCE_MILLIS);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
