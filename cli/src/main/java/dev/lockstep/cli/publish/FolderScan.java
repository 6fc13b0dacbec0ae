package dev.lockstep.cli.publish;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.component.DescriptionReader;
import dev.lockstep.core.component.FeatureBundles;
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
import java.util.Set;

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

    static FolderScan of(Path named) throws IOException, Failure {
        if (!Files.isDirectory(named)) {
            throw new Failure("COMPONENT-FOLDER", named + " is not a folder.");
        }
        // The folder itself may be a link, like build/current; links in it are published as links.
        Path folder = named.toRealPath();
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

    /**
     * Refuses files that must not be published.
     *
     * @param notSecret those of which somebody said that they are meant to be, relative to the folder
     */
    void requireNoSecrets(Set<String> notSecret) throws IOException, Failure {
        List<String> secrets = new ArrayList<>();
        for (Found found : entries) {
            if (found.attributes().isRegularFile()) {
                secrets.addAll(SecretSearch.in(found.path(), found.file(), notSecret));
            }
        }
        if (!secrets.isEmpty()) {
            throw new Failure(
                    "COMPONENT-SECRET",
                    folder + " holds what must not be published, for everybody could read it: "
                            + String.join(", ", secrets)
                            + ". Take it out; or, if it is no secret, say so with --not-secret PATH.");
        }
    }

    /**
     * Refuses a component that no computer could run.
     *
     * @param component its name
     */
    void requireRunnable(String component) throws IOException, Failure {
        String part = ComponentDescription.FILE;
        try {
            ComponentDescription description = DescriptionReader.read(component, folder);
            if (description.control() instanceof ComponentDescription.Supervised supervised) {
                requireProgram(supervised.command().get(0));
            }
            if (description.control() instanceof ComponentDescription.Features features) {
                part = features.repository();
                FeatureBundles.find(folder, features);
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    "COMPONENT-DESCRIPTION",
                    "The component " + component + " could not be run: " + folder.resolve(part) + " cannot be used: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    private void requireProgram(String program) {
        String tree = "${tree}/";
        if (program.startsWith(tree) && !Files.isRegularFile(folder.resolve(program.substring(tree.length())))) {
            throw new IllegalArgumentException(
                    "its program " + program.substring(tree.length()) + " is not in the folder");
        }
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
