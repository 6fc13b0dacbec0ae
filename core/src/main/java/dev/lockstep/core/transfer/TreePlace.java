package dev.lockstep.core.transfer;

import dev.lockstep.core.text.SystemText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where an entry of a tree is on disk. */
final class TreePlace {
    private TreePlace() {}

    static Path of(Path root, String path) {
        Path place = root;
        try {
            for (String name : path.split("/")) {
                place = place.resolve(name);
            }
        } catch (InvalidPathException e) {
            throw SystemText.ofThisProcess().unnameable(path);
        }
        // The tree's own rules say so already; a file system with rules of its own gets no chance.
        if (!place.normalize().startsWith(root.normalize()) || place.getNameCount() <= root.getNameCount()) {
            throw new IllegalArgumentException("the path \"" + path + "\" leads out of its tree");
        }
        return place;
    }
}
