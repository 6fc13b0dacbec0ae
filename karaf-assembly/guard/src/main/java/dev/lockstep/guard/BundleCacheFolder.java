package dev.lockstep.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The framework's cache on disk, which is put in order before the framework reads it. Felix would open every jar in it, attach
 * what calls itself a part of the framework, and take unpacked jars and libraries as they lie there.
 *
 * <pre>
 *   bundle12/bundle.info                      number, location, ...
 *   bundle12/version0.0/revision.location     where the bytes are from; "reference:..." if they stay there
 *   bundle12/version0.0/bundle.jar            the bytes
 *   bundle12/version0.0/bundle.jar-embedded/  what was unpacked of it
 * </pre>
 */
final class BundleCacheFolder {
    private static final int LIMIT = 1 << 16;

    private final Path folder;
    private final OwnBundles own;
    private final SignedBundles signed;
    private final Refusals refusals;
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    BundleCacheFolder(Path folder, OwnBundles own, SignedBundles signed, Refusals refusals) {
        this.folder = folder;
        this.own = own;
        this.signed = signed;
        this.refusals = refusals;
    }

    /** Removes what nobody signed, mends what is the version's own, and removes all that was unpacked. */
    void sweep() throws IOException {
        signed.refresh();
        for (Path bundle : folders(folder, "bundle[1-9][0-9]*")) {
            for (Path revision : folders(bundle, "version.*")) {
                for (Path unpacked : folders(revision, ".*")) {
                    delete(unpacked);
                }
                if (!sweep(bundle, revision)) {
                    delete(bundle);
                    break;
                }
            }
        }
    }

    /** The hash of a file as it was when the cache was swept, once: afterwards it may have changed. */
    Optional<String> swept(Path file) {
        return Optional.ofNullable(hashes.remove(file));
    }

    /** Whether a bundle may stay. */
    private boolean sweep(Path bundle, Path revision) throws IOException {
        String location =
                text(bundle.resolve("bundle.info")).lines().skip(1).findFirst().orElse("");
        String bytesFrom = text(revision.resolve("revision.location"));
        Path jar = revision.resolve("bundle.jar");
        if (bytesFrom.startsWith("reference:")) {
            if (own.names(bytesFrom)) {
                return true;
            }
            refusals.add(location, "", "", "it refers to " + bytesFrom, Verdict.REMOVED);
            return false;
        }
        String hash = Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS) ? Sha256.of(jar) : "";
        if (own.contains(hash) || signed.contains(hash)) {
            hashes.put(jar.toRealPath(), hash);
            return true;
        }
        Optional<Path> original = own.original(location);
        Verdict verdict = original.isPresent() ? Verdict.PUT_BACK : Verdict.of(own, location);
        refusals.add(location, "", hash, "nobody signed what lies in the framework's cache", verdict);
        if (original.isPresent()) {
            Files.copy(original.get(), jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return verdict != Verdict.REMOVED;
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            return "";
        }
    }

    private static List<Path> folders(Path parent, String name) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> child.getFileName().toString().matches(name))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(tree);
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
