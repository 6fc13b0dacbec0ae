package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.client.internal.component.FeaturesController;
import dev.lockstep.core.files.VersionPointer;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Tells the guard which bundles components bring into this node. What is listed are the hashes of the signed tree, never those of
 * the files as they lie on the disk. For one thread at a time.
 */
public final class SignedComponents {
    private final GuardList list;
    private final Path folders;
    private final ContentStore store;
    private final Supplier<Optional<VendorMetadata>> trusted;
    private final Platform platform;

    /**
     * The bundles of the components of one computer.
     *
     * @param data {@code data/lockstep}
     * @param trusted what the vendor signed, as it is known here
     */
    public SignedComponents(
            Path data, ContentStore store, Supplier<Optional<VendorMetadata>> trusted, Platform platform) {
        this.list = new GuardList(data.resolve("guard").resolve("components.sha256"));
        this.folders = data.resolve("components");
        this.store = store;
        this.trusted = trusted;
        this.platform = platform;
    }

    /** Lists what a version of a component brings, whose tree was just built here. Versions that are gone leave the list. */
    void add(Deployed component, Tree tree) throws IOException {
        Set<String> bundles = FeaturesController.bundles(component);
        if (bundles.isEmpty()) {
            return;
        }
        SortedMap<Digest, String> listed = list.read();
        listed.values().removeIf(name -> !isHere(name));
        for (Tree.File file : tree.files()) {
            if (bundles.contains(file.path())) {
                listed.put(file.blob().digest(), prefix(component) + file.path());
            }
        }
        list.write(listed);
    }

    /**
     * Makes sure that what a component brings is listed, before it is started: it may have been installed before there was a
     * guard. If the release is not known any more, nothing is listed, and the component does not start.
     */
    public void require(Deployed component) throws IOException {
        if (list.read().values().stream().noneMatch(name -> name.startsWith(prefix(component)))) {
            Optional<Tree> tree = signedTree(component);
            if (tree.isPresent()) {
                add(component, tree.get());
            }
        }
    }

    private Optional<Tree> signedTree(Deployed component) throws IOException {
        Optional<Blob> target =
                trusted.get().flatMap(metadata -> metadata.target(Release.targetName(component.version())));
        Optional<byte[]> description = target.isPresent() ? store.read(target.get()) : Optional.empty();
        if (description.isEmpty()) {
            return Optional.empty();
        }
        Optional<Blob> tree = ReleaseJson.readRelease(description.get())
                .component(component.name())
                .flatMap(found -> found.treeFor(platform))
                .map(Release.PlatformTree::tree);
        return tree.isPresent() ? store.read(tree.get()).map(ReleaseJson::readTree) : Optional.empty();
    }

    private static String prefix(Deployed component) {
        return component.name() + "/" + component.version() + "/";
    }

    private boolean isHere(String name) {
        String[] parts = name.split("/", 3);
        try {
            return parts.length == 3
                    && Files.isDirectory(
                            new VersionPointer(folders.resolve(parts[0])).folderOf(Version.parse(parts[1])));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
