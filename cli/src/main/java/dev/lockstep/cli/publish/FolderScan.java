package dev.lockstep.cli.publish;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.text.SystemText;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a folder consists of, in an order that is the same on every computer.
 *
 * @param folder what was looked at
 * @param entries all below it; folders before what they hold
 * @param bytes the lengths of the files together
 */
record FolderScan(Path folder, List<Found> entries, long bytes) {
    /**
     * Something in the folder.
     *
     * @param path relative, with forward slashes
     * @param file where it is
     * @param attributes of itself; a link is not followed
     */
    record Found(String path, Path file, BasicFileAttributes attributes) {}

    static FolderScan of(Path folder) throws IOException, Failure {
        if (!Files.isDirectory(folder)) {
            throw new Failure("COMPONENT-FOLDER", folder + " is not a folder.");
        }
        List<Found> found = new ArrayList<>();
        SystemText system = SystemText.ofThisProcess();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                if (!visited.equals(folder)) {
                    system.requireName(relative(folder, visited));
                    found.add(new Found(relative(folder, visited), visited, attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                system.requireName(relative(folder, file));
                if (attributes.isSymbolicLink()) {
                    system.requireName(Files.readSymbolicLink(file).toString());
                }
                found.add(new Found(relative(folder, file), file, attributes));
                return FileVisitResult.CONTINUE;
            }
        });
        // A folder's path is the beginning of the paths below it, so this order has it first.
        found.sort(Comparator.comparing(Found::path));
        long bytes = found.stream()
                .filter(each -> each.attributes().isRegularFile())
                .mapToLong(each -> each.attributes().size())
                .sum();
        return new FolderScan(folder, List.copyOf(found), bytes);
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /** Stores all files and gives the tree. */
    Tree store(Payloads payloads) throws IOException, Failure {
        List<Tree.Entry> tree = new ArrayList<>();
        try {
            for (Found found : entries) {
                tree.add(entry(found, payloads));
            }
            return new Tree(tree);
        } catch (IllegalArgumentException e) {
            throw new Failure("COMPONENT-FOLDER", folder + " cannot be published: " + e.getMessage() + ".", e);
        }
    }

    private static Tree.Entry entry(Found found, Payloads payloads) throws IOException {
        if (found.attributes().isDirectory()) {
            return new Tree.Folder(found.path());
        }
        if (found.attributes().isSymbolicLink()) {
            Path target = Files.readSymbolicLink(found.file());
            return new Tree.Link(
                    found.path(),
                    target.toString().replace(found.file().getFileSystem().getSeparator(), "/"));
        }
        if (!found.attributes().isRegularFile()) {
            throw new IllegalArgumentException(found.path() + " is neither a file, nor a folder, nor a link");
        }
        return new Tree.File(found.path(), payloads.add(found.file()), executable(found.file()));
    }

    private static boolean executable(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            return posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        }
        // Windows has no such mark, and scripts for other systems are published from there too.
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == '#' && start[1] == '!';
        }
    }
}
