package dev.lockstep.fleet.internal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file that after a power cut holds either what it held before or what was written, never a part. */
final class AtomicFile {
    private final Path file;
    private final Path temporary;

    AtomicFile(Path file) {
        this.file = file;
        this.temporary = file.resolveSibling(file.getFileName() + ".part");
    }

    /** Writes and syncs; when this returns, the contents survive a power cut. */
    void write(byte[] contents) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (FileChannel channel = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(contents);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temporary, file, ATOMIC_MOVE);
        syncFolder();
    }

    private void syncFolder() throws IOException {
        // Windows opens no channel on a folder, and its file systems write the rename to their journal by themselves.
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        }
    }
}
