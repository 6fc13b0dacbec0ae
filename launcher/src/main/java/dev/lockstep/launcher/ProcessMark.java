package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The process, if it still runs. One that was killed and that nobody has buried yet does not. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isZombie())
                .filter(process -> Math.abs(startOf(process) - start) < TOLERANCE_MILLIS);
    }

    /** Linux keeps the entry of a dead process until its parent asks for it; Java takes that for a living one. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The state stands behind the name, which may have brackets and blanks in it.
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException notLinux) {
            return false;
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
