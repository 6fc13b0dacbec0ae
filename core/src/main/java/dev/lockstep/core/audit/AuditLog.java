package dev.lockstep.core.audit;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes the audit log of a computer: one line for each entry, appended and synced before anything else goes on. Nothing is ever
 * removed; after some length the next file is begun, and the chain goes on in it.
 *
 * <p>Safe for use by several threads; only one object may write into a folder.
 */
public final class AuditLog {
    private static final long USUAL_LENGTH = 1 << 20;
    private static final byte[] LINE_FEED = {'\n'};

    private final AuditFiles files;
    private final InstantSource clock;
    private final String node;
    private final long fileLength;
    private AuditHead head = AuditHead.EMPTY;
    private boolean ready;

    /**
     * The log in a folder, which is made with the first entry.
     *
     * @param node the id of the computer, which the first entry names
     */
    public AuditLog(Path folder, InstantSource clock, String node) {
        this(folder, clock, node, USUAL_LENGTH);
    }

    /**
     * With another maximum length of files.
     *
     * @param fileLength in bytes; a file that has reached it gets no further entries
     */
    AuditLog(Path folder, InstantSource clock, String node, long fileLength) {
        this.files = new AuditFiles(folder);
        this.clock = clock;
        this.node = node;
        this.fileLength = fileLength;
    }

    /**
     * Adds an entry. It is on disk when this method returns.
     *
     * @throws IOException if it could not be written; then it is not in the log
     */
    public synchronized AuditEntry append(String who, AuditEvent event) throws IOException {
        open();
        return write(who, event);
    }

    /** How far the log has come. */
    public synchronized AuditHead head() throws IOException {
        open();
        return head;
    }

    /** Verifies all of it, as it was written so far. */
    public synchronized AuditVerification.Report verified(Optional<AuditHead> signed) throws IOException {
        open();
        return AuditVerification.verify(files.folder(), signed);
    }

    /** The latest entries, the latest first; lines that are none are passed over. */
    public List<AuditEntry> latest(int most) throws IOException {
        return before(Long.MAX_VALUE, most, entry -> true);
    }

    /**
     * The latest entries before one, the latest first; lines that are none are passed over.
     *
     * @param number only entries with a lower one
     * @param most how many at most
     * @param wanted only these
     */
    public synchronized List<AuditEntry> before(long number, int most, Predicate<AuditEntry> wanted)
            throws IOException {
        List<Path> all = new ArrayList<>(files.all());
        Collections.reverse(all);
        List<AuditEntry> found = new ArrayList<>();
        for (Path file : all) {
            if (AuditFiles.number(file) >= number) {
                continue;
            }
            List<AuditEntry> entries = new ArrayList<>();
            AuditFiles.read(file)
                    .complete()
                    .forEach(line -> AuditFiles.entry(line).ifPresent(entries::add));
            Collections.reverse(entries);
            entries.stream()
                    .filter(entry -> entry.number() < number)
                    .filter(wanted)
                    .forEach(found::add);
            if (found.size() >= most) {
                break;
            }
        }
        return List.copyOf(found.subList(0, Math.max(0, Math.min(most, found.size()))));
    }

    /** Finds the head, and ends what an interruption cut: what was not written whole was never in the log. */
    private void open() throws IOException {
        if (ready) {
            return;
        }
        List<AuditEntry> last = latest(1);
        head = last.isEmpty()
                ? AuditHead.EMPTY
                : new AuditHead(last.get(0).number(), last.get(0).hash());
        List<Path> all = files.all();
        byte[] cut = all.isEmpty() ? new byte[0] : withoutRest(all.get(all.size() - 1));
        ready = true;
        if (head.count() == 0) {
            write("this node", AuditEvent.of("begin log", node, "begun"));
        }
        if (cut.length > 0) {
            String result = "the last line was cut by an interruption: " + cut.length + " bytes, with the SHA-256 "
                    + Digest.of(cut) + ", were no entry";
            write("this node", AuditEvent.of("mend log", "entry " + (head.count() + 1), result));
        }
    }

    private static byte[] withoutRest(Path file) throws IOException {
        AuditFiles.Lines lines = AuditFiles.read(file);
        if (lines.rest().length > 0) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(lines.length());
                channel.force(true);
            }
        }
        return lines.rest();
    }

    private AuditEntry write(String who, AuditEvent event) throws IOException {
        AuditEntry entry = AuditEntry.after(head, clock.instant().truncatedTo(ChronoUnit.MILLIS), who, event);
        // If this fails, part of the line may have been written; it is checked before the next entry.
        ready = false;
        Path file = file();
        boolean begun = !Files.exists(file);
        DurableFiles.createFolders(files.folder());
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            byte[] line = entry.line();
            ByteBuffer bytes = ByteBuffer.allocate(line.length + LINE_FEED.length);
            bytes.put(line).put(LINE_FEED).flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (begun) {
            DurableFiles.syncFolder(files.folder());
        }
        head = new AuditHead(entry.number(), entry.hash());
        ready = true;
        return entry;
    }

    private Path file() throws IOException {
        List<Path> all = files.all();
        Path next = files.beginningWith(head.count() + 1);
        if (all.isEmpty()) {
            return next;
        }
        Path last = all.get(all.size() - 1);
        return Files.size(last) < fileLength ? last : next;
    }
}
