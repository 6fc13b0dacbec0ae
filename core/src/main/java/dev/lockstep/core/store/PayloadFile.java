package dev.lockstep.core.store;

import dev.lockstep.core.store.ContentStore.Finding;
import dev.lockstep.core.store.ContentStore.Pace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;

/** The file of a payload as it lies on the disk, which may have changed it. */
final class PayloadFile {
    private static final int BUFFER = 128 << 10;
    private static final int UNREADABLE = -2;

    private PayloadFile() {}

    /**
     * Reads the whole file and compares its hash.
     *
     * @throws IOException if it cannot be opened, or the thread is interrupted; that says nothing about its bytes
     */
    static Finding hashed(Path file, Digest expected, Pace pace) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Finding.DAMAGED;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return hash(channel, pace).equals(Optional.of(expected)) ? Finding.SOUND : Finding.DAMAGED;
        } catch (NoSuchFileException e) {
            return Finding.ABSENT;
        }
    }

    /** Empty if a sector cannot be read, which is damage like an altered byte. */
    private static Optional<Digest> hash(FileChannel channel, Pace pace) throws IOException {
        MessageDigest hash = Digest.algorithm();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        int count = read(channel, buffer);
        while (count > 0) {
            pace.acquire(count);
            hash.update(buffer.flip());
            count = read(channel, buffer.clear());
        }
        return count == UNREADABLE ? Optional.empty() : Optional.of(Digest.ofHash(hash.digest()));
    }

    private static int read(FileChannel channel, ByteBuffer buffer) throws IOException {
        try {
            return channel.read(buffer);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    /** Tells the file from another one of its name; empty if there is none. Times change when a payload is renewed. */
    static Optional<Identity> identity(Path file) {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object key = read.fileKey();
            return Optional.of(new Identity(read.size(), key == null ? read.creationTime() : key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What tells one file from another. */
    record Identity(long length, Object key) {}
}
