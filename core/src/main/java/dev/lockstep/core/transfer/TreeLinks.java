package dev.lockstep.core.transfer;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Tree;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The symbolic links of a tree, and what stands in for them where there are none. */
final class TreeLinks {
    private static final int LONGEST_CHAIN = 16;

    private TreeLinks() {}

    /** Makes a link; on Windows, where a service usually may not, a copy of the file that it leads to. */
    static void make(Tree tree, Tree.Link link, Path root) throws IOException {
        Path place = TreePlace.of(root, link.path());
        try {
            Files.createSymbolicLink(place, root.getFileSystem().getPath(link.target()));
        } catch (UnsupportedOperationException | FileSystemException e) {
            Tree.File file = fileBehind(tree, link)
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.NOT_WRITABLE,
                            Map.of(
                                    "folder",
                                    root.toString(),
                                    "reason",
                                    "no link \"" + link.path() + "\" can be made")));
            copy(TreePlace.of(root, file.path()), place, file.blob().length());
        }
    }

    private static void copy(Path from, Path to, long bytes) {
        try {
            Files.copy(from, to);
            DurableFiles.syncFile(to);
        } catch (IOException e) {
            throw DiskProblems.writing(to.getParent(), bytes, e);
        }
    }

    /** The file that a link leads to, through other links if need be; empty if it leads to a folder or nowhere. */
    static Optional<Tree.File> fileBehind(Tree tree, Tree.Link link) {
        Map<String, Tree.Entry> entries =
                tree.entries().stream().collect(Collectors.toMap(Tree.Entry::path, Function.identity()));
        Tree.Entry at = link;
        for (int i = 0; i < LONGEST_CHAIN && at instanceof Tree.Link next; i++) {
            at = entries.get(resolved(next));
        }
        return at instanceof Tree.File file ? Optional.of(file) : Optional.empty();
    }

    private static String resolved(Tree.Link link) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : link.path().split("/")) {
            names.addLast(name);
        }
        names.removeLast();
        for (String name : link.target().split("/")) {
            if (name.equals("..")) {
                names.removeLast();
            } else if (!name.equals(".")) {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
