package dev.lockstep.core.offline;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Writes bundles. The same contents make the same bytes; how many they are is known before the first is written.
 *
 * <p>What is put in is hashed on its way: a file that is damaged where it comes from is found here, and not at the site. The
 * bundle appears under its name when it is complete.
 */
public final class BundleWriter {
    private static final int BUFFER = 128 << 10;

    private final BundleContents contents;
    private final byte[] list;
    private final byte[] timestamp;

    /**
     * A writer of one bundle.
     *
     * @param timestamp the vendor's, which is for this bundle unless the contents say that it is passed on
     */
    public BundleWriter(BundleContents contents, byte[] timestamp) {
        this.contents = contents;
        this.list = contents.toBytes();
        this.timestamp = timestamp.clone();
    }

    /** How long the file will be, in bytes. */
    public long bytes() {
        long bytes = TarEntry.size(BundlePaths.CONTENTS, list.length)
                + TarEntry.size(BundlePaths.TIMESTAMP, timestamp.length)
                + TarEntry.END;
        for (Map.Entry<String, Blob> file : contents.inOrder().entrySet()) {
            bytes += TarEntry.size(file.getKey(), file.getValue().length());
        }
        return bytes;
    }

    /**
     * Writes the file; one of the same name is replaced.
     *
     * @param source where the files are
     * @param progress told with the step {@code export}, in bytes
     * @throws ProblemException with {@code DISK_FULL} if the medium is too small, or with {@code PAYLOAD_ALTERED} or
     *     {@code PAYLOAD_MISSING} if a file is not what it should be; then there is no bundle
     */
    public void write(Path file, Source source, Progress progress) throws IOException {
        Path target = file.toAbsolutePath();
        Path fresh = target.resolveSibling(target.getFileName() + ".part");
        Files.deleteIfExists(fresh);
        DiskProblems.requireRoom(target.getParent(), bytes());
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh), BUFFER)) {
                small(BundlePaths.CONTENTS, list, out);
                small(BundlePaths.TIMESTAMP, timestamp, out);
                copyAll(source, out, progress);
                out.write(new byte[TarEntry.END]);
            } catch (IOException e) {
                throw DiskProblems.writing(target.getParent(), 0, e);
            }
            DurableFiles.syncFile(fresh);
            DurableFiles.move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void small(String path, byte[] bytes, OutputStream out) throws IOException {
        out.write(TarEntry.header(path, bytes.length));
        out.write(bytes);
        out.write(new byte[TarEntry.padding(bytes.length)]);
    }

    private void copyAll(Source source, OutputStream out, Progress progress) throws IOException {
        Map<String, Blob> files = contents.inOrder();
        long total = files.values().stream().mapToLong(Blob::length).sum();
        long done = 0;
        byte[] buffer = new byte[BUFFER];
        for (Map.Entry<String, Blob> file : files.entrySet()) {
            Blob blob = file.getValue();
            out.write(TarEntry.header(file.getKey(), blob.length()));
            MessageDigest hash = Digest.algorithm();
            long left = blob.length();
            try (InputStream in = source.open(file.getKey())) {
                for (int count = read(in, buffer, file.getKey()); count >= 0; count = read(in, buffer, file.getKey())) {
                    left -= count;
                    if (left < 0) {
                        throw altered(file.getKey());
                    }
                    hash.update(buffer, 0, count);
                    out.write(buffer, 0, count);
                    done += count;
                    progress.at("export", done, total);
                }
            }
            if (left > 0 || !Digest.ofHash(hash.digest()).equals(blob.digest())) {
                throw altered(file.getKey());
            }
            out.write(new byte[TarEntry.padding(blob.length())]);
        }
    }

    /** A failure to read the source is not a problem of the medium. */
    private static int read(InputStream in, byte[] buffer, String path) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw BundleProblems.medium(path, e);
        }
    }

    private static ProblemException altered(String path) {
        return ProblemException.of(
                ProblemCode.PAYLOAD_ALTERED, Map.of("file", path, "address", "the folder that is exported"));
    }

    /** Where the files of a bundle come from. */
    @FunctionalInterface
    public interface Source {
        /** Opens a file by its path in the bundle. */
        InputStream open(String path) throws IOException;
    }
}
