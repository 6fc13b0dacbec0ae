package dev.lockstep.core.transfer;

import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a folder into a {@link Tree}: to publish it, or to fill a store again from files that are installed.
 *
 * <p>The same folder gives the same tree on every system: entries are sorted by name. Where a file system knows no right to
 * execute (Windows), a file is executable if it begins like a script ({@code #!}) or like a program of Linux or macOS.
 */
public final class TreeScanner {
    private TreeScanner() {}

    /**
     * Hashes all files of a folder. Nothing is copied.
     *
     * @throws IllegalArgumentException if a name cannot be used on every system, if two names differ only in case, if a link
     *     leads out of the folder, or if there is something that is no file, folder or link
     */
    public static ScannedTree scan(Path folder) throws IOException {
        List<Tree.Entry> entries = new ArrayList<>();
        Map<Blob, Path> files = new HashMap<>();
        scan(folder, "", entries, files);
        return new ScannedTree(new Tree(entries), files);
    }

    private static void scan(Path folder, String prefix, List<Tree.Entry> entries, Map<Blob, Path> files)
            throws IOException {
        for (Path found : sorted(folder)) {
            String path = prefix + found.getFileName();
            if (Files.isSymbolicLink(found)) {
                String target = Files.readSymbolicLink(found).toString();
                boolean windows = found.getFileSystem().getSeparator().equals("\\");
                entries.add(new Tree.Link(path, windows ? target.replace('\\', '/') : target));
            } else if (Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
                entries.add(new Tree.Folder(path));
                scan(found, path + "/", entries, files);
            } else if (Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
                Blob blob = new Blob(TreeComparison.hash(found), Files.size(found));
                entries.add(new Tree.File(path, blob, isExecutable(found)));
                files.put(blob, found);
            } else {
                throw new IllegalArgumentException("\"" + path + "\" is neither a file nor a folder nor a link");
            }
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(found::add);
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return found;
    }

    private static boolean isExecutable(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            return posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        }
        return beginsWith(start, '#', '!')
                || beginsWith(start, 0x7f, 'E', 'L', 'F')
                || beginsWith(start, 0xcf, 0xfa, 0xed, 0xfe);
    }

    private static boolean beginsWith(byte[] start, int... magic) {
        if (start.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * A folder as a tree.
     *
     * @param tree what it holds
     * @param files where the contents of each payload are; of several equal files, one
     */
    public record ScannedTree(Tree tree, Map<Blob, Path> files) {
        public ScannedTree {
            files = Map.copyOf(files);
        }
    }
}
