package dev.lockstep.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a running process has taken of this machine, as Linux counts it. */
public final class ProcessUse {
    /** The clock ticks that Linux counts processor time in, a second. */
    private static final double TICKS = 100;

    private ProcessUse() {}

    /** Seconds of processor time so far, in user and kernel mode. */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name of the command comes before, in brackets, and may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** Bytes of its memory that are in RAM now, those included that it shares with others. */
    public static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("process " + pid + " has no VmRSS");
    }
}
