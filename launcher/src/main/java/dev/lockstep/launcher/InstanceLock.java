package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Lets only one launcher work in an installation. The operating system frees it when the process ends, however it ends. */
final class InstanceLock implements AutoCloseable {
    private static final Duration LOOKED_AT = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofMillis(50);

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Whether a launcher works in an installation: whatever is written down of it, it holds the lock as long as it lives.
     * Not for the process that holds it: to close any channel of the file would free it (POSIX).
     */
    static boolean isHeld(Home home) throws IOException {
        try (FileChannel channel = FileChannel.open(file(home), StandardOpenOption.READ)) {
            return !tryLock(channel, true);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static InstanceLock acquire(Home home) throws IOException, LaunchException, InterruptedException {
        Files.createDirectories(home.launcher());
        FileChannel channel = FileChannel.open(file(home), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        // Who asks whether it is held holds it for a moment.
        long end = System.nanoTime() + LOOKED_AT.toNanos();
        boolean acquired = tryLock(channel, false);
        while (!acquired && System.nanoTime() < end) {
            Thread.sleep(BEAT.toMillis());
            acquired = tryLock(channel, false);
        }
        if (!acquired) {
            channel.close();
            throw new LaunchException(
                    "LS-NODE-RUNNING", "Lockstep runs already in " + home.root() + ". See: bin/lockstep status");
        }
        return new InstanceLock(channel);
    }

    private static Path file(Home home) {
        return home.launcher().resolve("lock");
    }

    private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
