package dev.lockstep.cli.offline;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.cli.repository.TargetFolders;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a bundle is made from: a vendor's published folder, or the distribution folder of a server, whose payloads are in its store.
 *
 * @param published the folder with the metadata
 * @param shelves where descriptions and payloads are
 */
record ExportSource(PublishedFolder published, TargetFolders shelves) {
    /** Finds out what a folder is; an installation of Lockstep will do as well. */
    static ExportSource of(Path folder) throws Failure {
        Path node = folder.resolve("data").resolve("lockstep").resolve("distribution");
        Path base = Files.isDirectory(node) ? node : folder;
        PublishedFolder published = new PublishedFolder(base);
        published.require();
        Path store = base.toAbsolutePath().resolveSibling("store");
        return new ExportSource(
                published,
                Files.isRegularFile(base.resolve("complete.json")) && Files.isDirectory(store)
                        ? TargetFolders.of(published.targets(), store)
                        : TargetFolders.of(published.targets()));
    }

    /** The file that has a path in a bundle. */
    Path file(String path) {
        String target = path.startsWith("targets/") ? path.substring("targets/".length()) : "";
        return target.isEmpty() ? published.folder().resolve(path) : shelves.file(target);
    }
}
