package dev.lockstep.signing.repository;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One publisher at a time, over all processes; the system releases it if the process dies. */
final class RepositoryLock implements AutoCloseable {
    private final FileChannel channel;

    private RepositoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static RepositoryLock acquire(Path folder) throws IOException, RepositoryLockedException {
        // Beside the folder, because what is in the folder is served.
        Path absolute = folder.toAbsolutePath().normalize();
        Path file = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
        Files.createDirectories(absolute);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RepositoryLock(channel);
            }
        } catch (OverlappingFileLockException heldInThisProcess) {
            channel.close();
            throw new RepositoryLockedException(folder);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new RepositoryLockedException(folder);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
