package dev.lockstep.core.store;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A list of bundles that may run in this node beside the node's own, for the guard that starts with the framework. Whoever
 * verified what was signed keeps one: {@code data/lockstep/guard/modules.sha256}, {@code components.sha256}. It has to be
 * written before a bundle is installed, for what is on no list is removed as soon as it is there.
 *
 * <pre>
 *   9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  com.example.meter 1.0.0
 * </pre>
 *
 * <p>One writer at a time.
 */
public final class GuardList {
    private final Path file;

    /**
     * A list.
     *
     * @param file whose name ends in {@code .sha256}
     */
    public GuardList(Path file) {
        this.file = file;
    }

    /** What is on the list now; a line that is no such thing is left out. */
    public SortedMap<Digest, String> read() throws IOException {
        SortedMap<Digest, String> bundles = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int end = line.indexOf("  ");
                // What is something else goes with the next writing; the guard takes nothing of such a list.
                if (end >= 0 && Digest.isHash(line.substring(0, end))) {
                    bundles.put(new Digest(line.substring(0, end)), line.substring(end + 2));
                }
            }
        } catch (NoSuchFileException | CharacterCodingException e) {
            // There is none, or it was damaged: it is written anew.
            return new TreeMap<>();
        }
        return bundles;
    }

    /** The guard takes nothing from a folder into which others than its owner can write. */
    private void createFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        DurableFiles.createFolders(folder);
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * Replaces the list.
     *
     * @param bundles what each is, for people, by its hash
     */
    public void write(Map<Digest, String> bundles) throws IOException {
        StringBuilder text = new StringBuilder("# What may run in this node; made by Lockstep.\n");
        new TreeMap<>(bundles)
                .forEach((digest, name) -> text.append(digest.hex())
                        .append("  ")
                        .append(name.replaceAll("\\s+", " ").strip())
                        .append('\n'));
        createFolder();
        OwnerFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
