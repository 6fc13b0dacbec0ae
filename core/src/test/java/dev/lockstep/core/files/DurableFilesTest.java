package dev.lockstep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedAsAWhole() throws IOException {
        Path file = folder.resolve("deep/er/file");
        DurableFiles.write(file, "a long first text".getBytes(StandardCharsets.UTF_8));
        DurableFiles.write(file, "short".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("short");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void whatAnInterruptedWriteLeftBehindIsOverwritten() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(folder.resolve("file.new"), "a half-written text that is longer than what comes now");
        DurableFiles.write(file, "new".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("new");
    }

    @Test
    void aFileLongerThanExpectedIsNotReadIntoMemory() throws IOException {
        Path file = folder.resolve("file");
        Files.write(file, new byte[11]);
        assertThatIOException()
                .isThrownBy(() -> DurableFiles.read(file, 10))
                .withMessage(file + " is longer than 10 bytes");
        assertThat(DurableFiles.read(file, 11).orElseThrow()).hasSize(11);
        assertThat(DurableFiles.read(folder.resolve("none"), 10)).isEmpty();
    }

    @Test
    void removingATreeRemovesLinksAndNotWhatTheyLeadTo() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(folder.resolve("tree/sub"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        DurableFiles.deleteTree(folder.resolve("tree"));
        DurableFiles.deleteTree(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }
}
