package dev.lockstep.core.transfer;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What belongs to a release: the trees of all its components for all platforms, and the files of these trees. */
public final class ReleaseContents {
    private final ContentStore store;
    private final Release release;

    /** The contents of a release, as far as its trees are in the store. */
    public ReleaseContents(ContentStore store, Release release) {
        this.store = store;
        this.release = release;
    }

    /** The descriptions of the file trees. */
    public Set<Blob> trees() {
        Set<Blob> trees = new LinkedHashSet<>();
        release.components().forEach(component -> component.trees().forEach(tree -> trees.add(tree.tree())));
        return trees;
    }

    /**
     * The files of the trees, which are in the store.
     *
     * @param sourceName what a person calls the source, for messages
     */
    public Set<Blob> files(String sourceName) throws IOException {
        Set<Blob> files = new LinkedHashSet<>();
        for (Blob tree : trees()) {
            byte[] payload = store.read(tree)
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.STORE_DAMAGED,
                            Map.of(
                                    "file",
                                    tree.digest().path(),
                                    "address",
                                    store.folder().toString())));
            read(payload, tree, sourceName).files().forEach(file -> files.add(file.blob()));
        }
        return files;
    }

    private static Tree read(byte[] payload, Blob tree, String sourceName) {
        try {
            return ReleaseJson.readTree(payload);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.UNTRUSTED,
                            Map.of(
                                    "address",
                                    sourceName,
                                    "reason",
                                    "the file tree " + tree.digest() + " cannot be used: " + e.getMessage())),
                    e);
        }
    }

    /** How many bytes of it are not in the store: exactly where the tree is there, else at most. */
    public long missingBytes() throws IOException {
        Set<Blob> known = new LinkedHashSet<>(trees());
        long unknown = 0;
        for (var component : release.components()) {
            for (var tree : component.trees()) {
                Optional<byte[]> payload = store.read(tree.tree());
                if (payload.isPresent()) {
                    read(payload.get(), tree.tree(), "").files().forEach(file -> known.add(file.blob()));
                } else {
                    unknown += tree.bytes();
                }
            }
        }
        return unknown
                + known.stream()
                        .mapToLong(blob -> blob.length() - store.received(blob))
                        .sum();
    }
}
