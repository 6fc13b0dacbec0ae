package dev.lockstep.core.archive;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files in a TAR archive (POSIX.1-2001 and GNU), one after the other; only their names and contents are of interest. */
final class TarFiles {
    private static final int BLOCK = 512;
    private static final int MAGIC = 257;
    private static final int SIZE = 124;
    private static final int TYPE = 156;
    private static final int PREFIX = 345;
    private static final int LONGEST_NAME = 64 << 10;

    private final InputStream archive;
    private long left;
    private long padding;

    TarFiles(InputStream archive) {
        this.archive = archive;
    }

    /**
     * A file.
     *
     * @param content ends with the file
     */
    record Entry(String name, InputStream content) {}

    static boolean isTar(byte[] start) {
        return start.length >= BLOCK && text(start, MAGIC, 5).equals("ustar");
    }

    /** The next file; empty after the last one. */
    Optional<Entry> next() throws IOException {
        String longName = "";
        while (true) {
            archive.skipNBytes(left + padding);
            byte[] head = archive.readNBytes(BLOCK);
            left = 0;
            padding = 0;
            if (head.length < BLOCK || head[0] == 0) {
                return Optional.empty();
            }
            left = size(head);
            padding = (BLOCK - left % BLOCK) % BLOCK;
            char type = (char) head[TYPE];
            if (type == 'L' || type == 'x') {
                String told = new String(read((int) Math.min(left, LONGEST_NAME)), StandardCharsets.UTF_8);
                longName = type == 'L' ? told.replace("\0", "") : path(told).orElse(longName);
            } else if (type == '0' || type == 0 || type == '7') {
                String prefix = text(head, PREFIX, 155);
                String name = text(head, 0, 100);
                String whole = prefix.isEmpty() ? name : prefix + "/" + name;
                return Optional.of(new Entry(longName.isEmpty() ? whole : longName, new Content()));
            } else {
                longName = "";
            }
        }
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = archive.readNBytes(length);
        left -= bytes.length;
        return bytes;
    }

    /** The record of an extended header that has the path: "LENGTH path=PATH" and a line feed. */
    private static Optional<String> path(String records) {
        return records.lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> line.startsWith("path="))
                .map(line -> line.substring("path=".length()))
                .findFirst();
    }

    /** In octal digits, or in base 256 if the first bit is set. */
    private static long size(byte[] head) throws IOException {
        if ((head[SIZE] & 0x80) != 0) {
            long size = 0;
            for (int i = SIZE + 4; i < SIZE + 12; i++) {
                size = (size << 8) | (head[i] & 0xff);
            }
            return positive(size);
        }
        try {
            String digits = text(head, SIZE, 12).strip();
            return digits.isEmpty() ? 0 : positive(Long.parseLong(digits, 8));
        } catch (NumberFormatException e) {
            throw new ArchiveWalk.UnwalkableException("it is damaged");
        }
    }

    private static long positive(long size) throws IOException {
        if (size < 0) {
            throw new ArchiveWalk.UnwalkableException("it is damaged");
        }
        return size;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Ends with the file, and leaves the archive where that ends. */
    private final class Content extends FilterInputStream {
        Content() {
            super(new ByteArrayInputStream(new byte[0]));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = archive.read(bytes, from, (int) Math.min(left, length));
            if (read < 0) {
                throw new ArchiveWalk.UnwalkableException("it is cut off");
            }
            left -= read;
            return read;
        }
    }
}
