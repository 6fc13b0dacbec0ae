package dev.lockstep.core.offline;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The list at the beginning of an offline bundle: what is in it, to the byte.
 *
 * <p>Nothing is trusted because it is listed here. The vendor's metadata in the bundle proves that a release is genuine; the
 * list says what to expect, so that missing, added or exchanged files are noticed before anything is changed.
 *
 * @param vendor the SHA-256 of the vendor's first root
 * @param created when the bundle was made
 * @param since the state that it builds on; empty if it is complete in itself
 * @param passedOn whether its timestamp is one that the vendor signed for everybody, and not for this bundle
 * @param releases the releases that are in it, in ascending order
 * @param modules the modules that are in it, by name
 * @param files metadata and descriptions by path, such as {@code metadata/vendor/1.root.json}; the timestamp is not among them
 * @param payloads the lengths of the payloads by hash
 */
public record BundleContents(
        Digest vendor,
        Instant created,
        Optional<Base> since,
        boolean passedOn,
        List<Version> releases,
        List<Module> modules,
        SortedMap<String, Blob> files,
        SortedMap<Digest, Long> payloads) {
    public BundleContents {
        Objects.requireNonNull(vendor, "vendor");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(since, "since");
        releases = releases.stream().distinct().sorted().toList();
        modules = modules.stream().distinct().sorted().toList();
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        payloads = Collections.unmodifiableSortedMap(new TreeMap<>(payloads));
        files.keySet().forEach(BundlePaths::require);
    }

    /** Reads a list. */
    static BundleContents read(byte[] json) {
        return ContentsJson.read(json);
    }

    /** The list in the form in which it is signed and stands in a bundle. */
    public byte[] toBytes() {
        return ContentsJson.write(this);
    }

    /** The payloads as blobs, in the order of the bundle. */
    public List<Blob> blobs() {
        return payloads.entrySet().stream()
                .map(payload -> new Blob(payload.getKey(), payload.getValue()))
                .toList();
    }

    /** Whether a payload is in the bundle. */
    public boolean holds(Blob payload) {
        return Objects.equals(payloads.get(payload.digest()), payload.length());
    }

    /** All that is listed, by path and in the order in which it stands in the bundle, after the list and the timestamp. */
    Map<String, Blob> inOrder() {
        Map<String, Blob> all = new java.util.LinkedHashMap<>(files);
        blobs().forEach(blob -> all.put(BundlePaths.TARGETS + blob.digest().path(), blob));
        return all;
    }

    static SortedMap<Digest, Long> lengths(Collection<Blob> blobs) {
        SortedMap<Digest, Long> lengths = new TreeMap<>();
        blobs.forEach(blob -> lengths.put(blob.digest(), blob.length()));
        return lengths;
    }

    /** The same list with other payloads. */
    public BundleContents withPayloads(Collection<Blob> blobs) {
        return new BundleContents(vendor, created, since, passedOn, releases, modules, files, lengths(blobs));
    }

    /**
     * The state that a difference builds on, as the site wrote it into its status file.
     *
     * @param site the fingerprint of the site, 64 hexadecimal characters
     * @param at when it was written
     */
    public record Base(Digest site, Instant at) {
        public Base {
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * A module of the bundle.
     *
     * @param name its identity
     * @param version its version
     */
    public record Module(String name, Version version) implements Comparable<Module> {
        public Module {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(version, "version");
        }

        @Override
        public int compareTo(Module other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : version.compareTo(other.version);
        }

        @Override
        public String toString() {
            return name + " " + version;
        }
    }
}
