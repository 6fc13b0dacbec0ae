package dev.lockstep.core.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Shows the beginning of each file of an archive, and of the archives within it: ZIP and whatever is one (JAR, KAR, WAR), TAR, and what GZIP
 * has packed. Nothing is unpacked, and the number of files, of bytes and of archives in each other is bounded. An archive that cannot be
 * walked to its end is told as that.
 */
public final class ArchiveWalk {
    /** Between an archive and what it holds. */
    private static final String WITHIN = "!/";

    /** A packed tar may hold a kar, that jars, and these jars of their class path. */
    private static final int DEEPEST = 6;

    /** As in an archive of which Java reads the list. */
    private static final int MOST_FILES = 65_534;

    private static final long LARGEST = 1L << 30;
    private static final int RATIO = 100;
    private static final String ZIP = "504b0304";
    private static final String GZIP = "1f8b08";

    private final int looksAt;
    private final Visitor visitor;
    private long bytesLeft;
    private int filesLeft = MOST_FILES;

    private ArchiveWalk(int looksAt, Visitor visitor, long bytes) {
        this.looksAt = looksAt;
        this.visitor = visitor;
        this.bytesLeft = bytes;
    }

    /** Sees the files. Paths within an archive follow its own after {@code !/}. */
    public interface Visitor {
        /** Whether a file, or an archive with all that it holds, is of interest. */
        boolean wants(String path);

        /**
         * A file that is no archive.
         *
         * @param start its first bytes; all of them if it is short
         * @param within whether it is part of an archive
         */
        void file(String path, byte[] start, boolean within) throws IOException;

        /**
         * An archive that could not be walked to its end.
         *
         * @param why in words
         */
        void unreadable(String path, String why);
    }

    /**
     * Walks through a file, whether it is an archive or not.
     *
     * @param path what the file is called
     * @param looksAt how many bytes of each file are shown, at least 512
     */
    public static void of(String path, Path file, int looksAt, Visitor visitor) throws IOException {
        long size = Files.size(file);
        long bytes = Math.max(size, Math.min(LARGEST, Math.max(ArchiveLimits.GRACE, size * RATIO)));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            new ArchiveWalk(looksAt, visitor, bytes).look(path, in, 0);
        }
    }

    private void look(String path, InputStream in, int depth) throws IOException {
        if (!visitor.wants(path)) {
            return;
        }
        byte[] start = in.readNBytes(looksAt);
        String magic = HexFormat.of().formatHex(start, 0, Math.min(4, start.length));
        if (!magic.equals(ZIP) && !magic.startsWith(GZIP) && !TarFiles.isTar(start)) {
            visitor.file(path, start, depth > 0);
            return;
        }
        InputStream archive = new SequenceInputStream(new ByteArrayInputStream(start), in);
        try {
            if (depth == DEEPEST) {
                throw new UnwalkableException("it is an archive in too many others");
            }
            if (magic.equals(ZIP)) {
                lookIntoZip(path, archive, depth);
            } else if (magic.startsWith(GZIP)) {
                String name = path.replaceFirst("(?i)\\.tgz$", ".tar").replaceFirst("(?i)\\.gz$", "");
                lookInto(path, name.substring(name.lastIndexOf('/') + 1), new GZIPInputStream(archive), depth);
            } else {
                lookIntoTar(path, archive, depth);
            }
        } catch (UnwalkableException | ZipException | EOFException | IllegalArgumentException e) {
            visitor.unreadable(path, e.getMessage());
        }
    }

    private void lookIntoZip(String path, InputStream archive, int depth) throws IOException {
        // Names are for people here, and many a tool writes them in the encoding of its country.
        ZipInputStream zip = new ZipInputStream(archive, StandardCharsets.ISO_8859_1);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (!entry.isDirectory()) {
                lookInto(path, entry.getName(), zip, depth);
            }
        }
    }

    private void lookIntoTar(String path, InputStream archive, int depth) throws IOException {
        TarFiles tar = new TarFiles(archive);
        for (Optional<TarFiles.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            lookInto(path, entry.get().name(), entry.get().content(), depth);
        }
    }

    private void lookInto(String path, String name, InputStream content, int depth) throws IOException {
        if (filesLeft-- == 0) {
            throw new UnwalkableException("it holds more than " + MOST_FILES + " files");
        }
        InputStream counted = counted(content);
        look(path + WITHIN + name, counted, depth + 1);
        counted.transferTo(OutputStream.nullOutputStream());
    }

    /** Closing it would close the archive; what is read of it counts, also when it is read to get past it. */
    private InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = super.read(bytes, from, length);
                bytesLeft -= Math.max(0, read);
                if (bytesLeft < 0) {
                    throw new UnwalkableException("it would unpack to far more than it is long");
                }
                return read;
            }

            @Override
            public void close() {
                // The next file of the archive follows.
            }
        };
    }

    /** An archive was not read to its end. */
    static final class UnwalkableException extends IOException {
        private static final long serialVersionUID = 1;

        UnwalkableException(String message) {
            super(message);
        }
    }
}
