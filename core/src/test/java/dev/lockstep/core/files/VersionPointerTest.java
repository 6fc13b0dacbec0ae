package dev.lockstep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionPointerTest {
    private static final Version OLD = Version.parse("1.0.0");
    private static final Version NEW = Version.parse("1.1.0-rc.1+build.7");
    private static final Configuration UNIX =
            Configuration.unix().toBuilder().setAttributeViews("posix").build();
    private static final Configuration WITHOUT_LINKS =
            UNIX.toBuilder().setSupportedFeatures(Feature.FILE_CHANNEL).build();

    @Test
    void onUnixItIsALinkThatProgramsCanFollow() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(UNIX)) {
            Path folder = withVersions(disk.getPath("/node/app"));
            var pointer = new VersionPointer(folder);
            assertThat(pointer.current()).isEmpty();
            pointer.pointTo(OLD);
            pointer.pointTo(NEW);
            assertThat(pointer.current()).contains(NEW);
            assertThat(Files.readSymbolicLink(folder.resolve("current")).toString())
                    .isEqualTo("versions/1.1.0-rc.1+build.7");
            assertThat(pointer.current().map(pointer::folderOf).orElseThrow())
                    .isEqualTo(folder.resolve("versions/" + NEW));
            assertThat(folder.resolve("current.new")).doesNotExist();
        }
    }

    @Test
    void onWindowsItIsATextFile() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows())) {
            Path folder = withVersions(disk.getPath("C:\\node\\app"));
            var pointer = new VersionPointer(folder);
            pointer.pointTo(OLD);
            pointer.pointTo(NEW);
            assertThat(pointer.current()).contains(NEW);
            assertThat(folder.resolve("current")).isRegularFile().hasContent("1.1.0-rc.1+build.7");
        }
    }

    @Test
    void whereAUnixFileSystemHasNoLinksItIsATextFile() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(WITHOUT_LINKS)) {
            Path folder = withVersions(disk.getPath("/mnt/stick"));
            new VersionPointer(folder).pointTo(OLD);
            assertThat(folder.resolve("current")).isRegularFile();
            assertThat(new VersionPointer(folder).current()).contains(OLD);
        }
    }

    @Test
    void aTextFileThatCameFromElsewhereIsReadAndThenReplacedByALink() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(UNIX)) {
            Path folder = withVersions(disk.getPath("/node/app"));
            Files.writeString(folder.resolve("current"), "1.0.0\r\n");
            var pointer = new VersionPointer(folder);
            assertThat(pointer.current()).contains(OLD);
            pointer.pointTo(NEW);
            assertThat(folder.resolve("current")).isSymbolicLink();
        }
    }

    @Test
    void whatAnInterruptedSwitchLeftBehindDoesNotDisturb() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(UNIX)) {
            Path folder = withVersions(disk.getPath("/node/app"));
            var pointer = new VersionPointer(folder);
            pointer.pointTo(OLD);
            Files.createSymbolicLink(folder.resolve("current.new"), disk.getPath("versions/1.1.0"));
            assertThat(pointer.current()).contains(OLD);
            pointer.pointTo(NEW);
            assertThat(pointer.current()).contains(NEW);
        }
    }

    @Test
    void aPointerThatIsNotOursIsRefusedAndNotFollowed() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(UNIX)) {
            Path folder = withVersions(disk.getPath("/node/app"));
            Files.createSymbolicLink(folder.resolve("current"), disk.getPath("/etc"));
            var thrown = catchThrowableOfType(ProblemException.class, () -> new VersionPointer(folder).current());
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.NOT_READABLE);
            assertThat(thrown)
                    .hasMessage("The file /node/app/current cannot be read"
                            + " (it leads to /etc, not to a folder in versions).");
            Files.delete(folder.resolve("current"));
            Files.writeString(folder.resolve("current"), "");
            assertThat(catchThrowableOfType(ProblemException.class, () -> new VersionPointer(folder).current()))
                    .hasMessageContaining("not a version like 1.2.3");
        }
    }

    @Test
    void aVersionThatIsNotThereCannotBecomeTheCurrentOne() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(UNIX)) {
            var pointer = new VersionPointer(withVersions(disk.getPath("/node/app")));
            pointer.pointTo(OLD);
            var thrown = catchThrowableOfType(ProblemException.class, () -> pointer.pointTo(Version.parse("9.0.0")));
            assertThat(thrown)
                    .hasMessage("The file /node/app/versions/9.0.0 cannot be read (the version is not there).");
            assertThat(pointer.current()).contains(OLD);
        }
    }

    private static Path withVersions(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("versions").resolve(OLD.toString()));
        Files.createDirectories(folder.resolve("versions").resolve(NEW.toString()));
        return folder;
    }
}
