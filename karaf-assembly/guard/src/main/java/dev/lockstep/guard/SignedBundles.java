package dev.lockstep.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What is signed beside the version's own bundles: modules, and components that run inside the node. The bundles of the node
 * that verified the signatures keep the lists, {@code data/lockstep/guard/*.sha256}, in files that only their owner can write.
 */
final class SignedBundles {
    private static final Logger LOG = Logger.getLogger("dev.lockstep.guard");

    private final Path folder;
    private Map<Path, Stamp> stamps = Map.of();
    private Set<String> hashes = Set.of();

    SignedBundles(Path folder) {
        this.folder = folder;
    }

    /** By what a list is known to be the same. */
    private record Stamp(Object key, long modified, long size) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return new Stamp(
                        String.valueOf(attributes.fileKey()),
                        attributes.lastModifiedTime().toMillis(),
                        attributes.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    synchronized boolean contains(String hash) {
        return hashes.contains(hash);
    }

    /** Reads the lists again if one of them has changed. A list that cannot be read, or that others may write, does not count. */
    synchronized void refresh() {
        Map<Path, Stamp> now = new HashMap<>();
        try {
            for (Path file : files()) {
                now.put(file, Stamp.of(file));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.SEVERE, "The lists of signed bundles in " + folder + " cannot be read.", e);
            now.clear();
        }
        if (now.equals(stamps)) {
            return;
        }
        Set<String> read = new HashSet<>();
        for (Path file : now.keySet()) {
            try {
                requireOwners(file);
                read.addAll(BundleHashes.read(file).keySet());
            } catch (IOException e) {
                LOG.log(Level.SEVERE, "A list of signed bundles does not count: {0}", e.getMessage());
            }
        }
        hashes = Set.copyOf(read);
        stamps = Map.copyOf(now);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        requireOwners(folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sha256"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static void requireOwners(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others than its owner can write " + file);
        }
    }
}
