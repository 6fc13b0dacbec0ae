package dev.lockstep.core.release;

import dev.lockstep.core.store.Blob;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of one component for one platform: everything that is needed to build it byte for byte from the store.
 *
 * @param entries folders before what they hold, every folder among them, so that nothing can lie below a file or behind a
 *     link; no path twice, not even in other case or Unicode form (Windows or macOS would overwrite one with the other)
 */
public record Tree(List<Entry> entries) {
    public Tree {
        entries = List.copyOf(entries);
        Set<String> seen = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (Entry entry : entries) {
            String path = entry.path();
            if (!seen.add(TreePath.folded(path))) {
                throw new IllegalArgumentException(
                        "the path \"" + path + "\" is there twice, if upper and lower case are taken as one");
            }
            int slash = path.lastIndexOf('/');
            if (slash >= 0 && !folders.contains(path.substring(0, slash))) {
                throw new IllegalArgumentException("the folder of \"" + path + "\" is not in the tree before it");
            }
            if (entry instanceof Folder) {
                folders.add(path);
            }
        }
    }

    /** The sum of the files' lengths, in bytes. */
    public long bytes() {
        return files().stream().mapToLong(file -> file.blob().length()).sum();
    }

    /** The files, without folders and links. */
    public List<File> files() {
        return entries.stream()
                .filter(File.class::isInstance)
                .map(File.class::cast)
                .toList();
    }

    /** Something in the tree, at a path that {@link TreePath} accepts. */
    public sealed interface Entry {
        /** Relative, with forward slashes. */
        String path();
    }

    /**
     * A folder.
     *
     * @param path where it is
     */
    public record Folder(String path) implements Entry {
        public Folder {
            TreePath.require(path);
        }
    }

    /**
     * A file.
     *
     * @param path where it is
     * @param blob its contents
     * @param executable whether its owner may run it
     */
    public record File(String path, Blob blob, boolean executable) implements Entry {
        public File {
            TreePath.require(path);
        }
    }

    /**
     * A symbolic link.
     *
     * @param path where it is
     * @param target relative to the folder that holds the link; never leaves the tree
     */
    public record Link(String path, String target) implements Entry {
        public Link {
            TreePath.require(path);
            TreePath.requireLinkInside(path, target);
        }
    }
}
