package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the program of a {@link SmallRelease} wrote down of itself on one computer.
 *
 * @param entries in the order of writing
 */
public record Diary(List<Entry> entries) {
    public Diary {
        entries = List.copyOf(entries);
    }

    /** Reads the diary of the program that a node looks after. */
    public static Diary of(NodeInstallation node) {
        Path file = node.home().resolve("data").resolve(SmallRelease.PROGRAM).resolve("diary.txt");
        try {
            return new Diary(Files.readAllLines(file).stream().map(Entry::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("no diary was written on " + node.name(), e);
        }
    }

    /** The last entry. */
    public Entry last() {
        return entries.get(entries.size() - 1);
    }

    /**
     * The end of a process.
     *
     * @throws IllegalStateException if it has not ended
     */
    public Entry endOf(long pid) {
        return entries.stream()
                .filter(entry -> entry.pid() == pid && entry.what().equals("ended"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("process " + pid + " has not ended: " + entries));
    }

    /**
     * One line.
     *
     * @param at when
     * @param what {@code started} or {@code ended}
     * @param version of the program
     * @param pid its process
     */
    public record Entry(Instant at, String what, String version, long pid) {
        private static Entry parse(String line) {
            String[] words = line.split(" ", -1);
            return new Entry(
                    Instant.ofEpochMilli(Long.parseLong(words[0])), words[1], words[2], Long.parseLong(words[3]));
        }
    }
}
