package dev.lockstep.distribution.internal.folder;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The distribution folder on disk: metadata and descriptions as they are served; the payloads are in the store.
 *
 * <pre>
 * complete.json                            the index
 * upstream                                 whom this computer takes its updates from
 * metadata/vendor/…                        byte for byte as received
 * targets/releases/HASH.VERSION.json       likewise
 * targets/modules/NAME/HASH.VERSION.json   likewise
 * </pre>
 */
public final class DistributionFolder {
    private static final String TIMESTAMP = "timestamp.json";

    private final Path folder;
    private final ContentStore store;
    private final IndexFile index;

    public DistributionFolder(Path folder, ContentStore store) {
        this.folder = folder;
        this.store = store;
        this.index = new IndexFile(folder.resolve("complete.json"));
    }

    public Path path() {
        return folder;
    }

    /** The index as it is on disk. */
    public CompleteIndex index() {
        return index.read();
    }

    /** Replaces the index; what it lists must be there. */
    public void writeIndex(CompleteIndex complete) throws IOException {
        writing(() -> index.write(complete));
    }

    /** What the index lists and the folder or store does not have, by presence and length. */
    public List<Blob> missing(CompleteIndex complete) {
        List<Blob> missing = new ArrayList<>();
        complete.metadata().forEach((name, blob) -> addUnless(has(metadata(name), blob.length()), blob, missing));
        complete.all()
                .forEach(target -> addUnless(
                        has(description(target), target.description().length()), target.description(), missing));
        complete.payloads().forEach(blob -> addUnless(store.find(blob).isPresent(), blob, missing));
        return missing;
    }

    /** Whether everything that has this hash is where it is served from, by presence and length. */
    public boolean isWhole(Digest payload) {
        return missing(index()).stream().noneMatch(blob -> blob.digest().equals(payload));
    }

    /** Removes the descriptions of this hash that are served and are something else; returns whether there was one. */
    public boolean dropDamaged(Digest description) throws IOException {
        boolean damaged = false;
        for (CompleteTarget target : (Iterable<CompleteTarget>) index().all()::iterator) {
            if (target.description().digest().equals(description)) {
                damaged |= dropUnless(description(target), target.description());
            }
        }
        return damaged;
    }

    /** Removes metadata that is served and is something else than it was; returns how many files there were. */
    public int dropDamagedMetadata() throws IOException {
        int damaged = 0;
        for (Map.Entry<String, Blob> file : index().metadata().entrySet()) {
            damaged += dropUnless(metadata(file.getKey()), file.getValue()) ? 1 : 0;
        }
        return damaged;
    }

    private static boolean dropUnless(Path file, Blob signed) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || (has(file, signed.length())
                        && Blob.of(Files.readAllBytes(file)).equals(signed))) {
            return false;
        }
        DurableFiles.deleteTree(file);
        return true;
    }

    private static void addUnless(boolean there, Blob blob, List<Blob> missing) {
        if (!there) {
            missing.add(blob);
        }
    }

    /**
     * The description of a release that the index lists.
     *
     * @throws IOException if it is damaged or lost
     */
    public Optional<Release> release(CompleteIndex complete, Version version) throws IOException {
        CompleteTarget target = complete.targets().get(Release.targetName(version));
        if (target == null) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(description(target));
        if (!Blob.of(bytes).equals(target.description())) {
            throw new IOException(description(target) + " is damaged");
        }
        try {
            return Optional.of(ReleaseJson.readRelease(bytes));
        } catch (IllegalArgumentException e) {
            throw new IOException(description(target) + " describes no release", e);
        }
    }

    /** A release of the folder and those of it that lead there; empty if the folder does not hold it. */
    public Optional<UpdatePath> way(CompleteIndex complete, Version version) throws IOException {
        try {
            Function<Version, Optional<Release>> described = each -> {
                try {
                    return release(complete, each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            return described.apply(version).map(goal -> UpdatePath.whole(goal, described));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether clients can begin: with the timestamp. One that is damaged is none. */
    public boolean hasTimestamp() {
        return timestampVersion() > 0;
    }

    /** The version of the timestamp that is served; 0 if there is none that can be used, for any is better than that. */
    public long timestampVersion() {
        try {
            return DurableFiles.read(metadata(TIMESTAMP), 1 << 20)
                    .map(DistributionFolder::version)
                    .orElse(0L);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** The version that a metadata file names; 0 if it names none. */
    public static long version(byte[] metadata) {
        try {
            return StrictJson.parse(metadata).path("signed").path("version").asLong(0);
        } catch (JsonFormatException damaged) {
            return 0;
        }
    }

    /** Writes a metadata file unless the very same is there. */
    public void writeMetadata(String name, byte[] bytes) throws IOException {
        write(metadata(name), bytes);
    }

    /** Writes the description of a target from the store unless it is there. */
    public void writeDescription(CompleteTarget target) throws IOException {
        byte[] payload = store.read(target.description())
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.STORE_DAMAGED,
                        Map.of(
                                "file",
                                target.description().digest().path(),
                                "address",
                                store.folder().toString())));
        write(description(target), payload);
    }

    /** Removes the description of a target that is no longer in the index. */
    public void deleteDescription(CompleteTarget target) throws IOException {
        DurableFiles.delete(description(target));
    }

    private void write(Path file, byte[] bytes) throws IOException {
        writing(() -> {
            if (!has(file, bytes.length) || !Digest.of(Files.readAllBytes(file)).equals(Digest.of(bytes))) {
                DurableFiles.write(file, bytes);
            }
        });
    }

    private void writing(Writing action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    private Path metadata(String name) {
        Path vendor = folder.resolve("metadata").resolve("vendor");
        return inside(vendor, vendor.resolve(name));
    }

    private Path description(CompleteTarget target) {
        Path targets = folder.resolve("targets");
        return inside(targets, targets.resolve(target.servedAs()));
    }

    /** Names of targets and roles come from the network, though signed: none of them leads out of its folder. */
    private static Path inside(Path folder, Path file) {
        if (!file.normalize().equals(file) || !file.startsWith(folder)) {
            throw new IllegalArgumentException("\"" + file.getFileName() + "\" leads out of the distribution folder");
        }
        return file;
    }

    private static boolean has(Path file, long length) {
        try {
            return Files.isRegularFile(file) && Files.size(file) == length;
        } catch (IOException absent) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
