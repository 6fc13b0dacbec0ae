package dev.lockstep.core.offline;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.ConsistentNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle on a medium: one file that ends in {@value #SUFFIX}, or a folder into which such a file was unpacked.
 *
 * <p>Opening checks its form completely and trusts nothing: the list, and that each file of the list is there with the length that
 * it has to have, and nothing else. It is then a source like any other, from which {@code VendorTrust} and
 * {@code PayloadTransfer} read what they verify by signature and hash. Immutable; safe for use by several threads, as long as
 * the medium stays where it is.
 */
public final class OfflineBundle {
    /** How the file of a bundle is called. */
    public static final String SUFFIX = ".lockstep";

    /** No list is longer than this, in bytes; it has room for about 200,000 payloads. */
    static final int LONGEST_CONTENTS = 16 << 20;
    /** No timestamp is longer than this, in bytes. */
    static final int LONGEST_TIMESTAMP = 64 << 10;

    private static final int BUFFER = 64 << 10;

    private final BundleContents contents;
    private final byte[] list;
    private final byte[] timestamp;
    private final Transport transport;
    private final long bytes;

    OfflineBundle(BundleContents contents, byte[] list, byte[] timestamp, Transport transport, long bytes) {
        this.contents = contents;
        this.list = list;
        this.timestamp = timestamp;
        this.transport = transport;
        this.bytes = bytes;
    }

    /**
     * Opens the bundle at a place: a file, an unpacked folder, or a medium that holds exactly one of these files.
     *
     * @throws ProblemException with {@code BUNDLE_UNREADABLE} if it is none, {@code BUNDLE_ALTERED} or {@code BUNDLE_PARTIAL} if it
     *     is not as it was made, or {@code NOT_READABLE} if the medium cannot be read
     */
    public static OfflineBundle open(Path given) {
        try {
            Path place = Files.isDirectory(given) ? within(given) : given;
            OfflineBundle bundle = Files.isDirectory(place) ? folder(place) : BundleArchive.open(place);
            bundle.requireFiles();
            return bundle;
        } catch (IOException e) {
            throw BundleProblems.medium(given.toString(), e);
        }
    }

    /** Whether a place looks like a bundle or a medium with bundles, and not like a repository; {@link #open} says whether it is. */
    public static boolean isAt(Path place) throws IOException {
        return Files.isRegularFile(place)
                || Files.isRegularFile(place.resolve(BundlePaths.CONTENTS))
                || (Files.isDirectory(place)
                        && !Files.isDirectory(place.resolve(ConsistentNames.VENDOR_METADATA))
                        && !files(place).isEmpty());
    }

    /** Whether a file of a repository can be part of a bundle: one with an unusual name is asked of no source. */
    public static boolean canHold(String path) {
        return BundlePaths.isPossible(path);
    }

    private static Path within(Path folder) throws IOException {
        if (Files.exists(folder.resolve(BundlePaths.CONTENTS))) {
            return folder;
        }
        List<Path> bundles = files(folder);
        if (bundles.size() == 1) {
            return bundles.get(0);
        }
        throw BundleProblems.unreadable(
                folder.toString(),
                bundles.isEmpty()
                        ? Sentence.of("bundle.none-in-folder", Map.of("suffix", SUFFIX))
                        : Sentence.of("bundle.several-in-folder", Map.of("count", bundles.size(), "suffix", SUFFIX)));
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> bundles = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            found.forEach(bundles::add);
        }
        return bundles;
    }

    private static OfflineBundle folder(Path folder) throws IOException {
        String name = folder.toString();
        FolderTransport transport = new FolderTransport(folder);
        byte[] list = DurableFiles.read(folder.resolve(BundlePaths.CONTENTS), LONGEST_CONTENTS)
                .orElseThrow(() -> new NoSuchFileException(name));
        BundleContents contents = contents(name, list);
        byte[] timestamp = transport
                .read(BundlePaths.TIMESTAMP, LONGEST_TIMESTAMP)
                .orElseThrow(() -> BundleProblems.partial(
                        name, Sentence.of("bundle.missing", Map.of("file", BundlePaths.TIMESTAMP))));
        for (Map.Entry<String, Blob> file : contents.inOrder().entrySet()) {
            requireLength(name, folder.resolve(file.getKey()), file.getValue().length());
        }
        long bytes =
                contents.inOrder().values().stream().mapToLong(Blob::length).sum();
        return new OfflineBundle(contents, list, timestamp, transport, bytes);
    }

    private static void requireLength(String name, Path file, long length) throws IOException {
        try {
            long found = Files.size(file);
            if (found < length) {
                throw BundleProblems.partial(
                        name,
                        Sentence.of("bundle.short-file", Map.of("file", file, "bytes", found, "expected", length)));
            }
            if (found > length) {
                throw BundleProblems.altered(
                        name,
                        Sentence.of("bundle.long-file", Map.of("file", file, "bytes", found, "expected", length)));
            }
        } catch (NoSuchFileException e) {
            throw BundleProblems.partial(name, Sentence.of("bundle.missing", Map.of("file", file)));
        }
    }

    /** Damage to metadata is told apart here from metadata of somebody else, which is whole and not to be trusted. */
    private void requireFiles() throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (Map.Entry<String, Blob> file : contents.files().entrySet()) {
            MessageDigest hash = Digest.algorithm();
            try (Transport.Content content = transport
                    .open(file.getKey(), 0)
                    .orElseThrow(() -> BundleProblems.partial(
                            name(), Sentence.of("bundle.missing", Map.of("file", file.getKey()))))) {
                for (int count = content.body().read(buffer);
                        count >= 0;
                        count = content.body().read(buffer)) {
                    hash.update(buffer, 0, count);
                }
            }
            if (!Digest.ofHash(hash.digest()).equals(file.getValue().digest())) {
                throw BundleProblems.altered(
                        name(), Sentence.of("bundle.not-listed-bytes", Map.of("file", file.getKey())));
            }
        }
    }

    static BundleContents contents(String name, byte[] list) {
        try {
            return BundleContents.read(list);
        } catch (NewerFormatException e) {
            throw BundleProblems.unreadable(name, Sentence.said(e));
        } catch (IllegalArgumentException e) {
            throw BundleProblems.altered(name, Sentence.of("bundle.bad-list", Map.of("cause", Sentence.said(e))));
        }
    }

    /** What a person calls it: where it is. */
    public String name() {
        return transport.sourceName();
    }

    /** The list of what is in it. */
    public BundleContents contents() {
        return contents;
    }

    /** The bytes of the list, over which a vendor signs. */
    public byte[] list() {
        return list.clone();
    }

    /** The vendor's timestamp, which says until when the bundle may be imported; not verified. */
    public byte[] timestamp() {
        return timestamp.clone();
    }

    /** How many bytes it has. */
    public long bytes() {
        return bytes;
    }

    /** A way to its files. What comes out is not verified. */
    public Transport transport() {
        return transport;
    }

    /** A small file of it; empty if it has none of this name. */
    public Optional<byte[]> read(String path, int limit) throws IOException {
        return transport.read(path, limit);
    }
}
