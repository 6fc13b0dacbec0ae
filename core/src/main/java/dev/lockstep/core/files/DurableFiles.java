package dev.lockstep.core.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Changes to files after which a power cut leaves either the old state or the new one.
 *
 * <p>Data is synced before the rename that makes it visible, and the folder after it. All methods work on any
 * {@link java.nio.file.FileSystem}; what one of them cannot do (sync a folder on Windows) is what its kernel does by itself.
 */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Replaces the whole contents of a file; readers see the old contents or the new.
     *
     * <p>One writer at a time: the new contents stand in {@code <name>.new} beside it until they are complete.
     *
     * @param file its folder is made if it is not there
     */
    public static void write(Path file, byte[] contents) throws IOException {
        createFolders(folderOf(file));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(contents);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        });
        move(fresh, file);
    }

    /**
     * Does something short that can be begun anew. A thread that is to stop, as when the node ends, finishes it first: Java would
     * close the file under its hands, and what was to be remembered would be lost.
     */
    static void uninterrupted(Step step) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    step.run();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Something that is done with a file. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /**
     * Reads a file that something else may be replacing; empty if there is none.
     *
     * @throws TooLongException if it is longer than {@code limit} bytes
     * @throws IOException if it cannot be read
     */
    public static Optional<byte[]> read(Path file, int limit) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] contents = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new TooLongException(file, limit);
            }
            return Optional.of(contents);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Renames within one file system, replacing a file that is there, and syncs the folders it changed. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path source = folderOf(from);
        Path target = folderOf(to);
        syncFolder(target);
        if (!source.equals(target)) {
            syncFolder(source);
        }
    }

    /** Makes a folder and those above it, and syncs each folder that got a new entry. */
    public static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolders(parent);
        }
        Files.createDirectories(folder);
        if (parent != null) {
            syncFolder(parent);
        }
    }

    /** Makes the entries of a folder durable, where its file system does not do that by itself. */
    public static void syncFolder(Path folder) throws IOException {
        uninterrupted(() -> sync(folder));
    }

    private static void sync(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            // Windows opens no folders; NTFS journals its entries. If the folder is gone there is nothing to sync.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** Syncs the contents of a file that was written by other means. */
    public static void syncFile(Path file) throws IOException {
        uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        });
    }

    /** Makes a file read-only for those who could read it, as far as its file system supports that. */
    public static void makeReadOnly(Path file, boolean executable) throws IOException {
        setMode(file, executable, true);
    }

    /** Makes a file writable for its owner, as far as its file system supports that. Nobody can read it who could not before. */
    public static void makeWritable(Path file, boolean executable) throws IOException {
        setMode(file, executable, false);
    }

    /** Who may read is left as the process that made the file has it: a vendor's repository is for all, a node's data is not. */
    private static void setMode(Path file, boolean executable, boolean readOnly) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            Set<PosixFilePermission> before = posix.readAttributes().permissions();
            Set<PosixFilePermission> mode = EnumSet.of(PosixFilePermission.OWNER_READ);
            if (!readOnly) {
                mode.add(PosixFilePermission.OWNER_WRITE);
            }
            if (executable) {
                mode.add(PosixFilePermission.OWNER_EXECUTE);
            }
            if (before.contains(PosixFilePermission.GROUP_READ)) {
                mode.add(PosixFilePermission.GROUP_READ);
                if (executable) {
                    mode.add(PosixFilePermission.GROUP_EXECUTE);
                }
            }
            if (before.contains(PosixFilePermission.OTHERS_READ)) {
                mode.add(PosixFilePermission.OTHERS_READ);
                if (executable) {
                    mode.add(PosixFilePermission.OTHERS_EXECUTE);
                }
            }
            posix.setPermissions(mode);
            return;
        }
        DosFileAttributeView dos = Files.getFileAttributeView(file, DosFileAttributeView.class);
        if (dos != null) {
            dos.setReadOnly(readOnly);
        }
    }

    /** Removes a file or link, even one that is read-only on Windows; nothing happens if it is not there. */
    public static void delete(Path file) throws IOException {
        DosFileAttributeView dos =
                Files.getFileAttributeView(file, DosFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (dos != null
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && dos.readAttributes().isReadOnly()) {
            dos.setReadOnly(false);
        }
        Files.deleteIfExists(file);
    }

    /** Removes a folder with all it holds; links are removed, not followed. Nothing happens if it is not there. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A file is longer than it can be. */
    public static final class TooLongException extends IOException {
        private TooLongException(Path file, int limit) {
            super(file + " is longer than " + limit + " bytes");
        }
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is in no folder");
        }
        return parent;
    }
}
