package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionPointerTest {
    @Test
    void isALinkWhereLinksCanBeReplacedInOneStep(@TempDir Path folder) throws IOException {
        Home home = new Home(folder);
        Files.createDirectories(home.version("1.0.0"));
        Files.createDirectories(home.version("1.1.0"));
        VersionPointer pointer = new VersionPointer(home, new Disk());

        pointer.pointTo("1.0.0");
        pointer.pointTo("1.1.0");

        assertThat(pointer.read()).contains("1.1.0");
        assertThat(home.node().resolve("current")).isSymbolicLink().isDirectory();
        assertThat(home.node().resolve("current").toRealPath())
                .isEqualTo(home.version("1.1.0").toRealPath());
        assertThat(home.node()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isATextFileOnWindows() throws IOException {
        assertTextFile(Installation.windows());
    }

    @Test
    void isATextFileWhereThereAreNoLinks() throws IOException {
        assertTextFile(Installation.unixWithoutLinks());
    }

    private static void assertTextFile(FileSystem disk) throws IOException {
        try (disk) {
            Home home = Installation.on(disk).with("1.0.0").with("1.1.0").home();
            VersionPointer pointer = new VersionPointer(home, new Disk());

            pointer.pointTo("1.0.0");
            pointer.pointTo("1.1.0");

            assertThat(pointer.read()).contains("1.1.0");
            assertThat(Files.readString(home.node().resolve("current"))).isEqualTo("1.1.0\n");
        }
    }

    @Test
    void turnsTheTextFileOfTheArchiveIntoALink() throws IOException {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).with("1.0.0").running("1.0.0").home();
            VersionPointer pointer = new VersionPointer(home, new Disk());
            assertThat(pointer.read()).contains("1.0.0");

            pointer.pointTo("1.0.0");

            assertThat(Files.isSymbolicLink(home.node().resolve("current"))).isTrue();
            assertThat(pointer.read()).contains("1.0.0");
        }
    }

    @Test
    void namesNothingThatIsNoVersion() throws IOException {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).home();
            VersionPointer pointer = new VersionPointer(home, new Disk());
            assertThat(pointer.read()).isEmpty();

            for (String bad : new String[] {"..", "../../etc", "", "con", "1.0.0/../..", "1.0.0.", "1".repeat(5000)}) {
                Installation.write(home.node().resolve("current"), bad);
                assertThat(pointer.read()).as(bad).isEmpty();
                assertThatThrownBy(() -> pointer.pointTo(bad)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
