package dev.lockstep.core.source;

import static dev.lockstep.core.source.HttpTransportTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.lockstep.core.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTransportTest {
    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        folder = Files.createDirectories(temporary.resolve("medium"));
        Files.createDirectories(folder.resolve("metadata/vendor"));
        Files.writeString(folder.resolve("metadata/vendor/timestamp.json"), "0123456789");
        Files.writeString(temporary.resolve("secret"), "secret");
    }

    @Test
    void aFileIsReadFromAnyOffset() throws IOException {
        var transport = new FolderTransport(folder);
        assertThat(transport.read("metadata/vendor/timestamp.json", 10).orElseThrow())
                .asString()
                .isEqualTo("0123456789");
        try (var content = transport.open("metadata/vendor/timestamp.json", 4).orElseThrow()) {
            assertThat(content.offset()).isEqualTo(4);
            assertThat(content.body().readAllBytes()).asString().isEqualTo("456789");
        }
        try (var content = transport.open("metadata/vendor/timestamp.json", 99).orElseThrow()) {
            assertThat(content.offset()).isZero();
        }
        assertThat(transport.open("metadata/vendor/1.root.json", 0)).isEmpty();
    }

    @Test
    void aLinkThatLeadsOutOfTheFolderIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), temporary);
        assertProblem(ProblemCode.NOT_READABLE, () -> new FolderTransport(folder).open("link/secret", 0))
                .isEqualTo("The file " + folder.resolve("link/secret")
                        + " cannot be read (it is not a file of this folder).");
    }

    @Test
    void aMediumThatIsNotThereIsNamed() {
        Path missing = temporary.resolve("not-inserted");
        assertProblem(ProblemCode.NOT_READABLE, () -> new FolderTransport(missing).open("targets/x", 0))
                .isEqualTo(
                        "The file " + missing + " cannot be read (there is no such folder; is the medium inserted?).");
    }

    @Test
    void aFolderIsReadUnderWindowsRules() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows())) {
            Path medium = Files.createDirectories(disk.getPath("C:\\updates"));
            Files.createDirectories(medium.resolve("targets"));
            Files.writeString(medium.resolve("targets").resolve("x"), "x");
            assertThat(new FolderTransport(medium).read("targets/x", 1)).isPresent();
        }
    }
}
