package dev.lockstep.core.archive;

import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The list at the end of an archive (the central directory), read piece by piece within limits. It has to be the whole truth: it
 * says how many files there are and where, none overlaps another, none is there twice.
 *
 * <p>What the format allows and no bundle needs is refused: archives of more than 4 GiB (ZIP64), of several disks, encrypted ones,
 * and anything before, behind or between the list and its end, by which two readers could see two different archives.
 */
final class Contents {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int FILE_LENGTH = 30;
    private static final int BUFFER = 1 << 16;

    private final ArchiveBytes archive;
    private final ArchiveLimits limits;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private Contents(ArchiveBytes archive, ArchiveLimits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    /**
     * A file in an archive.
     *
     * @param name its name
     * @param at where its own header begins
     * @param packed how many bytes it takes
     * @param unpacked how long it says it is
     * @param stored whether it is not packed at all
     */
    record Entry(String name, long at, long packed, long unpacked, boolean stored) {
        boolean isFolder() {
            return name.endsWith("/");
        }

        boolean isManifest() {
            return name.toUpperCase(Locale.ROOT).endsWith("MANIFEST.MF");
        }
    }

    /** The files of an archive, in the order in which they lie there. */
    static List<Entry> read(ArchiveBytes archive, ArchiveLimits limits) throws IOException {
        Contents contents = new Contents(archive, limits);
        contents.read();
        return contents.entries;
    }

    private void read() throws IOException {
        ByteBuffer end = end();
        int count = unsigned(end.getShort(10));
        long length = end.getInt(12) & 0xffffffffL;
        long at = end.getInt(16) & 0xffffffffL;
        long endsAt = archive.length() - END_LENGTH - unsigned(end.getShort(20));
        if (count == 0xffff || length == 0xffffffffL || at == 0xffffffffL) {
            throw unsafe("archive.zip64");
        }
        if (count > limits.files()) {
            throw unsafe("archive.too-many", Map.of("limit", limits.files()));
        }
        if (length > limits.list()) {
            throw unsafe("archive.list-too-long", Map.of("limit", limits.list()));
        }
        if (end.getShort(4) != 0
                || end.getShort(6) != 0
                || end.getShort(8) != end.getShort(10)
                || at + length != endsAt) {
            throw unsafe("archive.list-false");
        }
        long next = at;
        Buffered list = new Buffered(at, endsAt);
        for (int i = 0; i < count; i++) {
            next = entry(list, next, endsAt, at);
        }
        if (next != endsAt) {
            throw unsafe("archive.list-false");
        }
        entries.sort(Comparator.comparingLong(Entry::at));
        requireApart(at);
        names.clear();
    }

    /** The record at the very end: the first that is found from there, as every reader looks for it. */
    private ByteBuffer end() throws IOException {
        if (archive.length() < END_LENGTH) {
            throw unsafe("archive.no-end");
        }
        int tailLength = (int) Math.min(archive.length(), END_LENGTH + limits.note());
        ByteBuffer tail = ByteBuffer.allocate(tailLength).order(ByteOrder.LITTLE_ENDIAN);
        archive.read(archive.length() - tailLength, tail);
        int found = tailLength - Integer.BYTES;
        while (found >= 0 && tail.getInt(found) != END) {
            found--;
        }
        // One further on in the archive's comment would be taken by readers that are less exact.
        if (found < 0
                || found + END_LENGTH > tailLength
                || found + END_LENGTH + unsigned(tail.getShort(found + 20)) != tailLength) {
            throw unsafe("archive.no-end");
        }
        return tail.slice(found, END_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    private long entry(Buffered list, long at, long endsAt, long firstAfterFiles) throws IOException {
        if (at + ENTRY_LENGTH > endsAt) {
            throw unsafe("archive.list-false");
        }
        ByteBuffer head = list.get(at, ENTRY_LENGTH);
        if (head.getInt(0) != ENTRY) {
            throw unsafe("archive.list-false");
        }
        int flags = unsigned(head.getShort(8));
        int method = unsigned(head.getShort(10));
        long packed = head.getInt(20) & 0xffffffffL;
        long unpacked = head.getInt(24) & 0xffffffffL;
        int nameLength = unsigned(head.getShort(28));
        int extraLength = unsigned(head.getShort(30));
        int commentLength = unsigned(head.getShort(32));
        int disk = unsigned(head.getShort(34));
        long offset = head.getInt(42) & 0xffffffffL;
        if (nameLength > limits.name()) {
            throw unsafe("archive.name-too-long", Map.of("limit", limits.name()));
        }
        if (extraLength > limits.note() || commentLength > limits.note()) {
            throw unsafe("archive.note-too-long", Map.of("limit", limits.note()));
        }
        long next = at + ENTRY_LENGTH + nameLength + extraLength + commentLength;
        if (next > endsAt || nameLength == 0 || disk != 0) {
            throw unsafe("archive.list-false");
        }
        String name = StandardCharsets.UTF_8
                .decode(list.get(at + ENTRY_LENGTH, nameLength))
                .toString();
        if (packed == 0xffffffffL || unpacked == 0xffffffffL || offset == 0xffffffffL) {
            throw unsafe("archive.zip64");
        }
        requireUsable(name, flags, method);
        if (offset + FILE_LENGTH + nameLength + packed > firstAfterFiles || (method == 0 && packed != unpacked)) {
            throw unsafe("archive.list-false");
        }
        Entry entry = new Entry(name, offset, packed, unpacked, method == 0);
        // Many tools write a folder more than once; nobody reads one.
        if (!names.add(name) && !entry.isFolder()) {
            throw unsafe("archive.twice", Map.of("file", name));
        }
        if (entry.isManifest() && unpacked > limits.manifest()) {
            throw unsafe("archive.manifest-too-long", Map.of("limit", limits.manifest()));
        }
        entries.add(entry);
        return next;
    }

    private static void requireUsable(String name, int flags, int method) {
        boolean encrypted = (flags & 0x2041) != 0;
        if (encrypted || (method != 0 && method != 8)) {
            throw unsafe("archive.method", Map.of("file", name));
        }
        if (name.startsWith("/")
                || name.indexOf('\0') >= 0
                || List.of(name.split("[/\\\\]")).contains("..")) {
            throw unsafe("archive.name", Map.of("file", name.replace('\0', ' ')));
        }
    }

    /** No byte belongs to two files, and all of them together are bounded. */
    private void requireApart(long firstAfterFiles) {
        long free = 0;
        long unpacked = 0;
        for (Entry entry : entries) {
            if (entry.at() < free) {
                throw unsafe("archive.overlap");
            }
            free = entry.at() + FILE_LENGTH + entry.packed();
            unpacked += entry.unpacked();
        }
        long most = limits.unpacked(archive.length());
        if (free > firstAfterFiles) {
            throw unsafe("archive.overlap");
        }
        if (unpacked > most) {
            throw unsafe("archive.bomb", Map.of("limit", most));
        }
    }

    private static int unsigned(short value) {
        return value & 0xffff;
    }

    static UnsafeArchiveException unsafe(String key) {
        return new UnsafeArchiveException(Sentence.of(key));
    }

    static UnsafeArchiveException unsafe(String key, Map<String, Object> facts) {
        return new UnsafeArchiveException(Sentence.of(key, facts));
    }

    /** Reads on in large steps. */
    private final class Buffered {
        private final long limit;
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private long from;

        Buffered(long from, long limit) {
            this.from = from;
            this.limit = limit;
        }

        ByteBuffer get(long at, int length) throws IOException {
            if (at < from || at + length > from + buffer.limit()) {
                int size = (int) Math.min(Math.max(BUFFER, length), limit - at);
                ByteBuffer fresh = ByteBuffer.allocate(size);
                archive.read(at, fresh);
                buffer = fresh.flip();
                from = at;
            }
            return buffer.slice((int) (at - from), length).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
