package dev.lockstep.cli.repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Several folders of target files, searched one after the other as if they were one.
 *
 * @param folders the folders, each laid out like {@code targets/}
 */
public record TargetFolders(List<Path> folders) {
    public TargetFolders {
        folders = List.copyOf(folders);
    }

    public static TargetFolders of(Path... folders) {
        return new TargetFolders(List.of(folders));
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
