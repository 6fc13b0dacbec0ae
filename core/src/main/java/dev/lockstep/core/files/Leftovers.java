package dev.lockstep.core.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;

/**
 * What a process that was killed left of files that it was replacing: {@code <name>.new} beside each of them. Below a node's data
 * folder everything of that name is made by {@link DurableFiles}, {@link OwnerFile} or {@link VersionPointer}.
 */
public final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final String ENDING = ".new";
    private static final int DEEPEST = 6;

    private Leftovers() {}

    /**
     * Removes what is left. Folders of that name are not touched: they are looked at by whoever made them. The trees of components are
     * other people's, and the store looks after itself.
     *
     * @param data {@code data/lockstep}
     * @param before only what is older: what this process writes now is no leftover
     * @return how many files were removed
     */
    public static int clear(Path data, Instant before) throws IOException {
        int[] removed = {0};
        if (!Files.isDirectory(data)) {
            return 0;
        }
        Files.walkFileTree(data, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean others = folder.equals(data.resolve("store"))
                        || (folder.endsWith("versions") && folder.startsWith(data.resolve("components")));
                return others ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean left = !attributes.isDirectory()
                        && file.getFileName().toString().endsWith(ENDING)
                        && attributes.lastModifiedTime().toInstant().isBefore(before);
                if (left) {
                    removed[0] += removed(file) ? 1 : 0;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return removed[0];
    }

    /** One that cannot be removed is overwritten when it is needed next. */
    private static boolean removed(Path file) {
        try {
            DurableFiles.delete(file);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, file + " was left by an interruption, and cannot be removed: " + e);
            return false;
        }
    }
}
