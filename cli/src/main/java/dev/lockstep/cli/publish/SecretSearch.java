package dev.lockstep.cli.publish;

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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Searches a file for {@link SecretFiles secrets}, and an archive file by file, the archives within it too: ZIP and whatever is one
 * (JAR, KAR, WAR), TAR, and what GZIP has packed. An archive that cannot be searched to its end is as good as one with a secret in
 * it: whoever publishes it says that he knows what it holds.
 */
final class SecretSearch {
    /** Between an archive and what it holds. */
    private static final String WITHIN = "!/";

    /** A packed tar may hold a kar, that jars, and these jars of their class path. */
    private static final int DEEPEST = 6;

    /** As in an archive of which Java reads the list. */
    private static final int MOST_FILES = 65_534;

    private static final long GRACE = 16 << 20;
    private static final long LARGEST = 1L << 30;
    private static final int RATIO = 100;
    private static final String ZIP = "504b0304";
    private static final String GZIP = "1f8b08";

    private final Set<String> notSecret;
    private final List<String> found = new ArrayList<>();
    private long bytesLeft;
    private int filesLeft = MOST_FILES;

    private SecretSearch(Set<String> notSecret, long bytes) {
        this.notSecret = notSecret;
        this.bytesLeft = bytes;
    }

    /**
     * What of a file must not be published, each with its path and what it seems to be.
     *
     * @param path what the file is called
     * @param notSecret paths of which somebody said that they are no secrets; of an archive this goes for all that it holds
     */
    static List<String> in(String path, Path file, Set<String> notSecret) throws IOException {
        long bytes = Math.min(LARGEST, Math.max(GRACE, Files.size(file) * RATIO));
        SecretSearch search = new SecretSearch(notSecret, Math.max(bytes, Files.size(file)));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            search.look(path, in, Optional.of(file), 0);
        }
        return search.found;
    }

    private void look(String path, InputStream in, Optional<Path> file, int depth) throws IOException {
        if (notSecret.contains(path)) {
            return;
        }
        byte[] start = in.readNBytes(SecretFiles.LOOKED_AT);
        String magic = HexFormat.of().formatHex(start, 0, Math.min(4, start.length));
        if (!magic.equals(ZIP) && !magic.startsWith(GZIP) && !TarFiles.isTar(start)) {
            SecretFiles.secret(
                            path.substring(path.lastIndexOf('/') + 1),
                            start,
                            () -> start.length < SecretFiles.LOOKED_AT || file.isEmpty()
                                    ? start
                                    : Files.readAllBytes(file.get()))
                    .ifPresent(what -> found.add(path + " (" + what + ")"));
            return;
        }
        InputStream archive = new SequenceInputStream(new ByteArrayInputStream(start), in);
        try {
            if (depth == DEEPEST) {
                throw new UnsearchableException("it is an archive in too many others");
            }
            if (magic.equals(ZIP)) {
                lookIntoZip(path, archive, depth);
            } else if (magic.startsWith(GZIP)) {
                String name = path.replaceFirst("(?i)\\.tgz$", ".tar").replaceFirst("(?i)\\.gz$", "");
                lookInto(path, name.substring(name.lastIndexOf('/') + 1), new GZIPInputStream(archive), depth);
            } else {
                lookIntoTar(path, archive, depth);
            }
        } catch (UnsearchableException | java.util.zip.ZipException | EOFException | IllegalArgumentException e) {
            found.add(path + " (an archive that cannot be searched for keys: " + e.getMessage() + ")");
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
            throw new UnsearchableException("it holds more than " + MOST_FILES + " files");
        }
        InputStream counted = counted(content);
        look(path + WITHIN + name, counted, Optional.empty(), depth + 1);
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
                    throw new UnsearchableException("it would unpack to far more than it is long");
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
    static final class UnsearchableException extends IOException {
        private static final long serialVersionUID = 1;

        UnsearchableException(String message) {
            super(message);
        }
    }
}
