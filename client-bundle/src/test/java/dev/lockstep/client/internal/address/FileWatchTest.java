package dev.lockstep.client.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FileWatchTest {
    @TempDir
    private Path folder;

    @Test
    void aChangeIsToldAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("poll.ini"), "a");
        Semaphore told = new Semaphore(0);
        try (FileWatch watch = new FileWatch(file, Duration.ofHours(1), told::release)) {
            Files.writeString(file, "b");

            assertThat(told.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFileInAFolderThatIsMadeLaterIsFoundByLooking() throws Exception {
        Path file = folder.resolve("later/poll.ini");
        Semaphore told = new Semaphore(0);
        try (FileWatch watch = new FileWatch(file, Duration.ofMillis(50), told::release)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "a");

            assertThat(told.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
        }
    }
}
