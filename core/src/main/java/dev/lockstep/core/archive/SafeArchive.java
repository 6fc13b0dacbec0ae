package dev.lockstep.core.archive;

import dev.lockstep.core.archive.Contents.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipInputStream;

/**
 * Opens an archive, after it was read from the first to the last byte in little memory, and found to be what it says and within
 * {@link ArchiveLimits bounds}.
 *
 * <p>An archive within one is judged, too, for the framework opens those of a bundle's class path; what is in that one again,
 * nobody opens.
 */
public final class SafeArchive {
    private static final int FILE = 0x04034b50;
    private static final int FILE_LENGTH = 30;
    private static final int BUFFER = 1 << 16;

    private final ArchiveBytes archive;
    private final ArchiveLimits limits;
    private final boolean inner;

    private SafeArchive(ArchiveBytes archive, ArchiveLimits limits, boolean inner) {
        this.archive = archive;
        this.limits = limits;
        this.inner = inner;
    }

    /**
     * Opens a file that was judged. Signatures in it count for nothing.
     *
     * @throws UnsafeArchiveException if it must not be opened
     */
    public static JarFile open(Path file) throws IOException {
        require(file);
        return new JarFile(file.toFile(), false);
    }

    /**
     * Opens an archive in memory that was judged.
     *
     * @throws UnsafeArchiveException if it must not be opened
     */
    public static ZipInputStream open(byte[] archive) throws IOException {
        new SafeArchive(ArchiveBytes.of(archive), ArchiveLimits.BUNDLE, true).require();
        return new ZipInputStream(new ByteArrayInputStream(archive));
    }

    /**
     * Demands that a file may be opened by somebody else, such as the framework.
     *
     * @throws UnsafeArchiveException if it must not be opened
     */
    public static void require(Path file) throws IOException {
        require(file, ArchiveLimits.BUNDLE, false);
    }

    static void require(Path file, ArchiveLimits limits, boolean inner) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new SafeArchive(ArchiveBytes.of(channel), limits, inner).require();
        }
    }

    private void require() throws IOException {
        List<Entry> entries = Contents.read(archive, limits);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            long from = data(entry, i + 1 < entries.size() ? entries.get(i + 1).at() : Long.MAX_VALUE);
            if (!inner && entry.name().toLowerCase(Locale.ROOT).endsWith(".jar")) {
                requireInner(entry, from);
            } else {
                unpack(entry, from, OutputStream.nullOutputStream());
            }
        }
    }

    private void requireInner(Entry entry, long from) throws IOException {
        Path unpacked = Files.createTempFile("lockstep", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(unpacked)) {
                unpack(entry, from, out);
            }
            require(unpacked, limits, true);
        } catch (UnsafeArchiveException e) {
            throw Contents.unsafe("archive.inner", Map.of("file", entry.name(), "reason", e.sentence()));
        } finally {
            Files.delete(unpacked);
        }
    }

    /** Where the bytes of a file begin; its own header says the same as the list. */
    private long data(Entry entry, long next) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FILE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        archive.read(entry.at(), head);
        int nameLength = head.getShort(26) & 0xffff;
        long from = entry.at() + FILE_LENGTH + nameLength + (head.getShort(28) & 0xffff);
        if (head.getInt(0) != FILE
                || nameLength > limits.name()
                || head.getShort(8) != (entry.stored() ? 0 : 8)
                || from + entry.packed() > Math.min(next, archive.length())) {
            throw Contents.unsafe("archive.list-false");
        }
        ByteBuffer name = ByteBuffer.allocate(nameLength);
        archive.read(entry.at() + FILE_LENGTH, name);
        if (!java.nio.charset.StandardCharsets.UTF_8
                .decode(name.flip())
                .toString()
                .equals(entry.name())) {
            throw Contents.unsafe("archive.list-false");
        }
        return from;
    }

    /** Unpacks a file, to no more than the length that it says. */
    private void unpack(Entry entry, long from, OutputStream out) throws IOException {
        Inflater inflater = new Inflater(true);
        byte[] unpacked = new byte[BUFFER];
        long length = 0;
        try {
            for (long at = 0; at < entry.packed(); ) {
                ByteBuffer packed = ByteBuffer.allocate((int) Math.min(BUFFER, entry.packed() - at));
                archive.read(from + at, packed);
                at += packed.capacity();
                if (entry.stored()) {
                    out.write(packed.array());
                    length += packed.capacity();
                    continue;
                }
                inflater.setInput(packed.array());
                while (!inflater.needsInput() && !inflater.finished()) {
                    int count = inflater.inflate(unpacked);
                    length += count;
                    if (length > entry.unpacked() || (count == 0 && inflater.needsDictionary())) {
                        throw Contents.unsafe("archive.size-false", Map.of("file", entry.name()));
                    }
                    out.write(unpacked, 0, count);
                }
            }
            if (length != entry.unpacked() || (!entry.stored() && entry.packed() > 0 && !inflater.finished())) {
                throw Contents.unsafe("archive.size-false", Map.of("file", entry.name()));
            }
        } catch (DataFormatException e) {
            throw Contents.unsafe("archive.size-false", Map.of("file", entry.name()));
        } finally {
            inflater.end();
        }
    }
}
