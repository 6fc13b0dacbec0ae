package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.TreeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a release's own components, for this computer's platform, into the store and builds their trees beside the ones that
 * run. Only what has changed is fetched. Nothing that runs is touched.
 */
final class Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

    private final ContentStore store;
    private final PayloadTransfer transfer;
    private final TreeBuilder builder;
    private final ComponentFolders folders;
    private final NodeTrial node;
    private final SignedComponents signed;
    private final Platform platform;

    Staging(
            ContentStore store,
            PayloadTransfer transfer,
            TreeBuilder builder,
            ComponentFolders folders,
            NodeTrial node,
            SignedComponents signed,
            Platform platform) {
        this.store = store;
        this.transfer = transfer;
        this.builder = builder;
        this.folders = folders;
        this.node = node;
        this.signed = signed;
        this.platform = platform;
    }

    /**
     * The trees of components, fetched if they are not here: they are small, and say what else is needed.
     *
     * @throws ProblemException if the release has no such component, or not for this platform
     */
    Map<String, Tree> trees(Release release, List<String> components, Transport source, Progress progress)
            throws IOException {
        Map<String, Blob> blobs = new LinkedHashMap<>();
        for (String component : components) {
            blobs.put(component, tree(release, component));
        }
        transfer.fetch(source, blobs.values(), progress.as("list"));
        Map<String, Tree> trees = new LinkedHashMap<>();
        for (Map.Entry<String, Blob> entry : blobs.entrySet()) {
            trees.put(entry.getKey(), read(entry.getValue(), source));
        }
        return trees;
    }

    /** The descriptions of components, as far as they have one, fetched if they are not here. */
    Map<String, byte[]> descriptions(Release release, List<String> components, Transport source) throws IOException {
        List<String> others = components.stream()
                .filter(component -> !component.equals(Release.NODE))
                .toList();
        Map<String, Blob> blobs = new LinkedHashMap<>();
        trees(release, others, source, Progress.SILENT)
                .forEach((component, tree) -> tree.files().stream()
                        .filter(file -> file.path().equals(ComponentDescription.FILE))
                        .forEach(file -> blobs.put(component, file.blob())));
        transfer.fetch(source, blobs.values(), Progress.SILENT);
        Map<String, byte[]> descriptions = new LinkedHashMap<>();
        for (Map.Entry<String, Blob> entry : blobs.entrySet()) {
            Optional<byte[]> read = store.read(entry.getValue());
            read.ifPresent(bytes -> descriptions.put(entry.getKey(), bytes));
        }
        return descriptions;
    }

    private Blob tree(Release release, String component) {
        Release.ComponentRelease found = release.component(component)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what",
                                Sentence.of(
                                        "unknown.component",
                                        Map.of("component", component, "release", release.version())),
                                "address",
                                Sentence.of("the-update-source"))));
        Blob tree = found.treeFor(platform)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.PLATFORM_UNSUPPORTED,
                        Map.of(
                                "release",
                                release.version().toString(),
                                "component",
                                component,
                                "platform",
                                platform.toString())))
                .tree();
        if (tree.length() > ReleaseJson.MAXIMUM_TREE_LENGTH) {
            throw untrusted("the tree of " + component + " is " + tree.length() + " bytes long", "the vendor");
        }
        return tree;
    }

    private Tree read(Blob blob, Transport source) throws IOException {
        Optional<byte[]> stored = store.read(blob);
        if (stored.isEmpty()) {
            // It was damaged here; what the source has is another matter.
            transfer.fetch(source, List.of(blob), Progress.SILENT);
            stored = store.read(blob);
        }
        byte[] tree = stored.orElseThrow(() -> ProblemException.of(
                ProblemCode.STORE_DAMAGED,
                Map.of("file", blob.digest().path(), "address", store.folder().toString())));
        try {
            return ReleaseJson.readTree(tree);
        } catch (IllegalArgumentException e) {
            throw untrusted(String.valueOf(e.getMessage()), source.sourceName());
        }
    }

    private static ProblemException untrusted(String reason, String source) {
        return ProblemException.of(ProblemCode.UNTRUSTED, Map.of("address", source, "reason", reason));
    }

    /** How many bytes {@link #fetch} would have to bring. */
    long missingBytes(Map<String, Tree> trees) {
        return transfer.missingBytes(blobs(trees));
    }

    /** Brings the files of the trees into the store. */
    void fetch(Map<String, Tree> trees, Transport source, Progress progress) throws IOException {
        transfer.fetch(source, blobs(trees), progress);
    }

    private static List<Blob> blobs(Map<String, Tree> trees) {
        List<Blob> blobs = new ArrayList<>();
        trees.values().forEach(tree -> tree.files().forEach(file -> blobs.add(file.blob())));
        return blobs;
    }

    /** Builds the trees beside the ones that run; what turns out to be damaged in the store is fetched again, once. */
    void build(Release release, Map<String, Tree> trees, Transport source, Progress progress) throws IOException {
        try {
            build(release, trees, progress);
        } catch (ProblemException e) {
            if (e.problem().code() != ProblemCode.STORE_DAMAGED) {
                throw e;
            }
            LOG.warn("Payloads are damaged on this computer's disk; they are fetched again: {}", e.problem());
            for (Blob blob : blobs(trees)) {
                store.inspect(blob.digest(), ContentStore.Pace.FULL);
            }
            fetch(trees, source, progress);
            build(release, trees, progress);
        }
    }

    private void build(Release release, Map<String, Tree> trees, Progress progress) {
        long total = trees.values().stream().mapToLong(Tree::bytes).sum();
        long built = 0;
        for (Map.Entry<String, Tree> entry : trees.entrySet()) {
            long before = built;
            Path folder = entry.getKey().equals(Release.NODE)
                    ? node.pointer().folderOf(release.version())
                    : folders.pointer(entry.getKey()).folderOf(release.version());
            try {
                builder.build(entry.getValue(), folder, (step, done, part) -> progress.at(step, before + done, total));
                if (!entry.getKey().equals(Release.NODE)) {
                    signed.add(folders.deployed(entry.getKey(), release.version()), entry.getValue());
                }
            } catch (IOException e) {
                throw DiskProblems.writing(folder, entry.getValue().bytes(), e);
            }
            built += entry.getValue().bytes();
        }
    }
}
