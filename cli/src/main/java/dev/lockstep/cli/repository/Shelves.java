package dev.lockstep.cli.repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Folders of target files that are looked through one after the other, as if they were one.
 *
 * @param folders the folders, each laid out like {@code targets/}
 */
public record Shelves(List<Path> folders) {
    public Shelves {
        folders = List.copyOf(folders);
    }

    public static Shelves of(Path... folders) {
        return new Shelves(List.of(folders));
    }

    /** The file of a name; where it would be, if it is nowhere. */
    public Path file(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseGet(() -> folders.get(0).resolve(name));
    }
}
