package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Brings {@code etc/} in order before a start. The files that the release lists in {@code launch/etc.system} are its own and are
 * replaced, so that going back to an older version brings its system files back as well. All others are the operator's: they are
 * made from the release's defaults if they are missing, and never touched again.
 */
final class EtcFiles {
    private final Home home;

    EtcFiles(Home home) {
        this.home = home;
    }

    /** Puts the files of a version in place; the defaults of this computer's role go before the general ones. */
    void prepare(NodeTree tree) throws IOException {
        Files.createDirectories(home.etc());
        Set<String> system = new TreeSet<>(tree.lines("etc.system"));
        Path defaults = tree.root().resolve("etc");
        for (String name : system) {
            replace(within(defaults, name), within(home.etc(), name));
        }
        createMissing(tree.root().resolve("etc." + role()), system);
        createMissing(defaults, system);
    }

    /** What this installation was unpacked as: {@code server} or {@code client}. */
    String role() throws IOException {
        try {
            String role = EditedText.read(home.node().resolve("role")).strip();
            return role.matches("[a-z]{1,32}") ? role : "client";
        } catch (NoSuchFileException missing) {
            return "client";
        }
    }

    private void createMissing(Path defaults, Set<String> system) throws IOException {
        if (!Files.isDirectory(defaults)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(defaults)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Path relative = defaults.relativize(file);
            Path target = home.etc().resolve(relative);
            if (!system.contains(relative.toString().replace('\\', '/'))
                    && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                replace(file, target);
            }
        }
    }

    /** By way of a temporary file: a crash leaves no half a configuration. */
    private static void replace(Path source, Path target) throws IOException {
        if (Files.exists(target) && Files.mismatch(source, target) < 0) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path within(Path folder, String name) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IOException("launch/etc.system names " + name + ", which is outside of etc");
        }
        return file;
    }
}
