package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.Folders;
import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The readings that the server does not have yet, and how far each meter has been read; on disk, so that it survives a
 * kill or a power cut. Safe for any number of threads.
 *
 * <p>Lines are only ever appended, and synced before {@link #append} returns. A line that was being written when the
 * power went is cut off at the next start: its reading is still in the meter's archive and is read again. When enough
 * acknowledged lines have gathered, what is still needed is written to a new file that takes the old one's place.
 */
final class Journal implements AutoCloseable {
    private static final String NAME = "readings.journal";
    private static final String NEXT = "readings.journal.new";

    private final Path folder;
    private final int compactAfter;
    private final ArrayDeque<Reading> waiting = new ArrayDeque<>();
    private final Map<String, Long> taken = new HashMap<>();
    private FileChannel file;
    private int lines;

    private Journal(Path folder, int compactAfter) throws IOException {
        this.folder = folder;
        this.compactAfter = compactAfter;
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(NEXT));
        file = open(folder.resolve(NAME));
        Folders.sync(folder);
    }

    /**
     * Opens the journal of a folder and reads back what is there.
     *
     * @param compactAfter the number of lines after which the file is written anew
     */
    static Journal open(Path folder, int compactAfter) throws IOException {
        Journal journal = new Journal(folder, compactAfter);
        try {
            journal.recover();
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** Adds readings and syncs them; on an error nothing is added. */
    synchronized void append(List<Reading> readings) throws IOException {
        List<Reading> fresh = new ArrayList<>();
        Map<String, Long> last = new HashMap<>(taken);
        StringBuilder text = new StringBuilder();
        for (Reading reading : readings) {
            if (reading.sequence() > last.getOrDefault(reading.meter(), 0L)) {
                last.put(reading.meter(), reading.sequence());
                fresh.add(reading);
                text.append(new JournalLine.Taken(reading).write());
            }
        }
        write(text.toString());
        file.force(false);
        lines += fresh.size();
        waiting.addAll(fresh);
        taken.putAll(last);
    }

    /** The readings that have waited longest. */
    synchronized List<Reading> oldest(int max) {
        return waiting.stream().limit(max).toList();
    }

    /**
     * Lets go of readings that {@link #oldest} gave and that the server has stored.
     *
     * <p>Not synced: should this be lost, the readings are sent again and the server refuses them as already there.
     */
    synchronized void acknowledge(List<Reading> readings) throws IOException {
        Map<String, Long> last = new LinkedHashMap<>();
        readings.forEach(reading -> last.put(reading.meter(), reading.sequence()));
        StringBuilder text = new StringBuilder();
        last.forEach((meter, sequence) -> text.append(new JournalLine.Acknowledged(meter, sequence).write()));
        write(text.toString());
        lines += last.size();
        for (int i = 0; i < readings.size(); i++) {
            waiting.removeFirst();
        }
        if (lines >= compactAfter && lines > 4 * waiting.size()) {
            compact();
        }
    }

    /** The sequence number of the newest reading that was ever taken from this meter; 0 before the first. */
    synchronized long lastTaken(String meter) {
        return taken.getOrDefault(meter, 0L);
    }

    /** How many readings wait for the server. */
    synchronized int size() {
        return waiting.size();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private void recover() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(NAME));
        Map<String, Long> acknowledged = new HashMap<>();
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                String line = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
                Optional<JournalLine> parsed = JournalLine.parse(line);
                if (parsed.isEmpty()) {
                    break;
                }
                replay(parsed.get(), acknowledged);
                start = end + 1;
            }
        }
        waiting.removeIf(reading -> reading.sequence() <= acknowledged.getOrDefault(reading.meter(), 0L));
        if (start < bytes.length) {
            setAside(bytes, start);
        }
        file.position(start);
    }

    private void replay(JournalLine line, Map<String, Long> acknowledged) {
        lines++;
        if (line instanceof JournalLine.Taken taking) {
            waiting.addLast(taking.reading());
            taken.merge(taking.reading().meter(), taking.reading().sequence(), Math::max);
        } else if (line instanceof JournalLine.Acknowledged end) {
            acknowledged.merge(end.meter(), end.sequence(), Math::max);
            taken.merge(end.meter(), end.sequence(), Math::max);
        }
    }

    /** Keeps what follows the first unreadable line for a person to look at; the meters still have those readings. */
    private void setAside(byte[] bytes, int from) throws IOException {
        byte[] tail = new byte[bytes.length - from];
        System.arraycopy(bytes, from, tail, 0, tail.length);
        Files.write(folder.resolve("readings.damaged"), tail);
        System.getLogger(Journal.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "The last {0} bytes of the journal were torn: they are set aside in readings.damaged, and "
                                + "their readings are taken from the meters again.",
                        tail.length);
        file.truncate(from);
        file.force(true);
    }

    private void write(String text) throws IOException {
        long before = file.position();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            file.truncate(before);
            throw e;
        }
    }

    private void compact() throws IOException {
        StringBuilder text = new StringBuilder();
        acknowledgedSoFar().forEach((meter, sequence) -> {
            if (sequence > 0) {
                text.append(new JournalLine.Acknowledged(meter, sequence).write());
            }
        });
        waiting.forEach(reading -> text.append(new JournalLine.Taken(reading).write()));
        FileChannel next = open(folder.resolve(NEXT));
        try {
            next.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
            next.force(true);
            Files.move(folder.resolve(NEXT), folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            Folders.sync(folder);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        file.close();
        file = next;
        lines = taken.size() + waiting.size();
    }

    private Map<String, Long> acknowledgedSoFar() {
        Map<String, Long> acknowledged = new HashMap<>(taken);
        for (Reading reading : waiting) {
            acknowledged.merge(reading.meter(), reading.sequence() - 1, Math::min);
        }
        return acknowledged;
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
