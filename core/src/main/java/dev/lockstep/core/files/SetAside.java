package dev.lockstep.core.files;

import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Files that were found damaged, and are kept as {@code <name>.damaged} until a person has looked at them: of each file the one that
 * was found last. All methods are thread-safe.
 */
public final class SetAside {
    private static final String ENDING = ".damaged";
    private static final int DEEPEST = 4;

    /** What is large, and is checked by hashes. */
    private static final Set<String> PASSED_OVER = Set.of("store", "components", "targets", "site-relayed");

    private SetAside() {}

    /** Moves a damaged file, or a folder in its place, out of the way. */
    public static Path move(Path damaged) throws IOException {
        Path aside = room(damaged);
        DurableFiles.move(damaged, aside);
        return aside;
    }

    /** Keeps what is damaged and leaves it where it is, to be replaced there; a folder is moved. */
    public static Path copy(Path damaged) throws IOException {
        if (Files.isDirectory(damaged, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(damaged)) {
            return move(damaged);
        }
        return Files.copy(damaged, room(damaged), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Path room(Path damaged) throws IOException {
        Path aside = damaged.resolveSibling(damaged.getFileName() + ENDING);
        DurableFiles.deleteTree(aside);
        return aside;
    }

    /** What was set aside below a node's data folder. */
    public static SortedSet<Path> below(Path data) throws IOException {
        SortedSet<Path> found = new TreeSet<>();
        Files.walkFileTree(data, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (isSetAside(folder)) {
                    found.add(folder);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                // Thousands of reports, of which a damaged one is left out: its computer will report again.
                boolean reports = folder.endsWith(Path.of("fleet", "computers"));
                return reports || PASSED_OVER.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isSetAside(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** What a person is told of a file that was set aside. */
    public static Sentence sentence(Path aside) {
        String name = aside.toString();
        return Sentence.of(
                "state.set-aside", Map.of("file", name.substring(0, name.length() - ENDING.length()), "aside", name));
    }

    private static boolean isSetAside(Path file) {
        return file.getFileName().toString().endsWith(ENDING);
    }
}
