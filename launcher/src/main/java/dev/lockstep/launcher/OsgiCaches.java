package dev.lockstep.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The OSGi caches below {@code data/karaf}. Each belongs to a version of the node, and goes when that has gone. */
final class OsgiCaches {
    private final Home home;
    private final Consumer<String> log;

    OsgiCaches(Home home, Consumer<String> log) {
        this.home = home;
        this.log = log;
    }

    /** Removes those of versions that are not here any more; what cannot be removed stays, and is no reason not to start. */
    void removeLeftovers() {
        Path caches = home.data().resolve("karaf");
        if (!Files.isDirectory(caches)) {
            return;
        }
        try (Stream<Path> found = Files.list(caches)) {
            for (Path cache : found.filter(this::isLeftOver).toList()) {
                delete(cache);
                log.accept(
                        "Removed the OSGi cache of a version that is not here any more: " + cache.getFileName() + ".");
            }
        } catch (IOException | UncheckedIOException e) {
            log.accept("An old OSGi cache could not be removed: " + e + ".");
        }
    }

    /** Its name is as {@link Home#karafData} makes it, and there is no tree of its version. */
    private boolean isLeftOver(Path cache) {
        String name = cache.getFileName().toString();
        int end = name.lastIndexOf("-java");
        return end > 0 && Home.isVersion(name.substring(0, end)) && !Files.exists(home.version(name.substring(0, end)));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
