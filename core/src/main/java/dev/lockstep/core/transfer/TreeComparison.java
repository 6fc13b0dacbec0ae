package dev.lockstep.core.transfer;

import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Optional;

/** Compares a tree with a folder: cheap differences first, hashes last. */
final class TreeComparison {
    private static final int BUFFER = 128 << 10;

    private final Tree tree;
    private final Path root;

    TreeComparison(Tree tree, Path root) {
        this.tree = tree;
        this.root = root;
    }

    boolean isEqual() throws IOException {
        for (Tree.Entry entry : tree.entries()) {
            if (!looksEqual(entry)) {
                return false;
            }
        }
        for (Tree.File file : tree.files()) {
            if (!hash(TreePlace.of(root, file.path())).equals(file.blob().digest())) {
                return false;
            }
        }
        return true;
    }

    private boolean looksEqual(Tree.Entry entry) throws IOException {
        Path place = TreePlace.of(root, entry.path());
        if (entry instanceof Tree.Folder) {
            return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
        }
        if (entry instanceof Tree.Link link) {
            return isLink(link, place);
        }
        Tree.File file = (Tree.File) entry;
        return isFile(place, file.blob()) && executableAsItShould(place, file.executable());
    }

    private boolean isLink(Tree.Link link, Path place) throws IOException {
        if (Files.isSymbolicLink(place)) {
            return Files.readSymbolicLink(place).toString().replace('\\', '/').equals(link.target());
        }
        Optional<Tree.File> file = TreeLinks.fileBehind(tree, link);
        return file.isPresent()
                && isFile(place, file.get().blob())
                && hash(place).equals(file.get().blob().digest());
    }

    private static boolean isFile(Path place, Blob blob) throws IOException {
        return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && Files.size(place) == blob.length();
    }

    private static boolean executableAsItShould(Path place, boolean executable) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(place, PosixFileAttributeView.class);
        return posix == null
                || posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE) == executable;
    }

    static Digest hash(Path file) throws IOException {
        MessageDigest hash = Digest.algorithm();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        return Digest.ofHash(hash.digest());
    }
}
