package dev.lockstep.distribution.internal.folder;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a distribution folder holds completely: the metadata that is served, releases and modules.
 *
 * @param metadata the files in {@code metadata/vendor/} by name, but for the timestamp, which changes
 * @param targets releases and modules by the name of their target
 */
public record CompleteIndex(SortedMap<String, Blob> metadata, SortedMap<String, CompleteTarget> targets) {
    /** Of a folder with nothing in it. */
    public static final CompleteIndex EMPTY = new CompleteIndex(new TreeMap<>(), new TreeMap<>());

    public CompleteIndex {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /** The versions of the releases, in ascending order. */
    public List<Version> releases() {
        return targets.values().stream()
                .map(CompleteTarget::release)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** Whether it holds a release or module, by the name of its target. */
    public boolean holds(String target) {
        return targets.containsKey(target);
    }

    /** With one more release or module, or a newer description of one. */
    public CompleteIndex with(CompleteTarget target) {
        SortedMap<String, CompleteTarget> changed = new TreeMap<>(targets);
        changed.put(target.name(), target);
        return new CompleteIndex(metadata, changed);
    }

    /** Without some releases or modules. */
    public CompleteIndex without(Collection<String> names) {
        SortedMap<String, CompleteTarget> changed = new TreeMap<>(targets);
        changed.keySet().removeAll(names);
        return new CompleteIndex(metadata, changed);
    }

    /** With other metadata files. */
    public CompleteIndex withMetadata(SortedMap<String, Blob> changed) {
        return new CompleteIndex(changed, targets);
    }

    /** Everything that has to be in the store. */
    public Set<Blob> payloads() {
        Set<Blob> payloads = new HashSet<>();
        targets.values().forEach(target -> payloads.addAll(target.payloads()));
        return payloads;
    }

    /** The releases and modules that need a payload, by their targets; empty if none does. */
    public String uses(Digest payload) {
        return all().filter(target -> target.description().digest().equals(payload)
                        || target.payloads().stream()
                                .anyMatch(blob -> blob.digest().equals(payload)))
                .map(CompleteTarget::name)
                .collect(Collectors.joining(", "));
    }

    Stream<CompleteTarget> all() {
        return targets.values().stream();
    }
}
