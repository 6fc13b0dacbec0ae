package dev.lockstep.core.transfer;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Builds a file tree from the store, beside the version that is running.
 *
 * <p>A tree is built in {@code <name>.staging}, every byte verified and synced, and renamed when it is complete: what stands
 * under its final name is complete. Files are copies of the payloads, never links to them: a program that writes into its own
 * tree, or an administrator who edits a file there, would otherwise alter the payload that other computers are served.
 *
 * <p>Safe for use by several threads, as long as they build different trees.
 */
public final class TreeBuilder {
    private final ContentStore store;
    private final int threads;

    /** Builds from a store, on all processors. */
    public TreeBuilder(ContentStore store) {
        this(store, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Builds from a store.
     *
     * @param threads how many files are written and synced at a time
     */
    public TreeBuilder(ContentStore store, int threads) {
        this.store = store;
        this.threads = threads;
    }

    /**
     * Makes sure that the tree is in {@code folder}. What an earlier attempt left behind is cleared away; a tree that is
     * complete already stays, with whatever a program wrote beside its files; one that is damaged is replaced.
     *
     * @param folder for example {@code versions/1.1.0}; its parent is made if it is not there
     * @param progress told with the step {@code unpack}, in bytes
     * @return whether anything had to be built
     * @throws dev.lockstep.core.problem.ProblemException with {@code DISK_FULL} or {@code NOT_WRITABLE}, with
     *     {@code PAYLOAD_MISSING} if a payload is not in the store, with {@code STORE_DAMAGED} if it was damaged there, and was
     *     taken out; what stood in {@code folder} then still does
     */
    public boolean build(Tree tree, Path folder, Progress progress) throws IOException {
        Path staging = folder.resolveSibling(folder.getFileName() + ".staging");
        Path replaced = folder.resolveSibling(folder.getFileName() + ".replaced");
        DurableFiles.deleteTree(staging);
        restoreAfterInterruption(folder, replaced);
        if (isComplete(tree, folder)) {
            return false;
        }
        try {
            DurableFiles.createFolders(staging);
            DiskProblems.requireRoom(staging, tree.bytes());
        } catch (IOException e) {
            throw DiskProblems.writing(staging, tree.bytes(), e);
        }
        makeFolders(tree, staging);
        new TreeFiles(store, staging, tree).write(threads, progress);
        makeLinks(tree, staging);
        syncFolders(tree, staging);
        publish(staging, folder, replaced);
        return true;
    }

    /** Whether every file, folder and link of the tree is there, byte for byte. What is there besides does not matter. */
    public static boolean isComplete(Tree tree, Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && new TreeComparison(tree, folder).isEqual();
    }

    private static void restoreAfterInterruption(Path folder, Path replaced) throws IOException {
        if (Files.exists(replaced) && !Files.exists(folder)) {
            DurableFiles.move(replaced, folder);
        }
        DurableFiles.deleteTree(replaced);
    }

    private static void makeFolders(Tree tree, Path staging) throws IOException {
        for (Tree.Entry entry : tree.entries()) {
            if (entry instanceof Tree.Folder) {
                try {
                    Files.createDirectory(TreePlace.of(staging, entry.path()));
                } catch (IOException e) {
                    throw DiskProblems.writing(staging, 0, e);
                }
            }
        }
    }

    private static void makeLinks(Tree tree, Path staging) throws IOException {
        for (Tree.Entry entry : tree.entries()) {
            if (entry instanceof Tree.Link link) {
                TreeLinks.make(tree, link, staging);
            }
        }
    }

    /** The deepest first, the tree itself last. */
    private static void syncFolders(Tree tree, Path staging) throws IOException {
        List<Path> folders = new ArrayList<>();
        folders.add(staging);
        for (Tree.Entry entry : tree.entries()) {
            if (entry instanceof Tree.Folder) {
                folders.add(TreePlace.of(staging, entry.path()));
            }
        }
        Collections.reverse(folders);
        for (Path folder : folders) {
            DurableFiles.syncFolder(folder);
        }
    }

    private static void publish(Path staging, Path folder, Path replaced) {
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.move(folder, replaced);
            }
            DurableFiles.move(staging, folder);
            DurableFiles.deleteTree(replaced);
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }
}
