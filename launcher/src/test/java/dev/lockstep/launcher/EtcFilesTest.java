package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EtcFilesTest {
    static Stream<Named<Supplier<FileSystem>>> disks() {
        return Stream.of(Named.of("Unix", Installation::unix), Named.of("Windows", Installation::windows));
    }

    @ParameterizedTest
    @MethodSource("disks")
    void aReleaseBringsItsOwnFilesAndAnOlderOneItsOwnBack(Supplier<FileSystem> disks) throws Exception {
        try (FileSystem disk = disks.get()) {
            Home home = Installation.on(disk).with("1.0.0").with("1.1.0").home();
            EtcFiles etc = new EtcFiles(home);
            for (String version : new String[] {"1.0.0", "1.1.0", "1.0.0"}) {
                etc.prepare(NodeTree.open(home, version));
                assertThat(text(home, "config.properties")).isEqualTo("system of " + version);
                assertThat(text(home, "scripts/init")).isEqualTo("script of " + version);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("disks")
    void whatTheOperatorWroteSurvivesEveryRelease(Supplier<FileSystem> disks) throws Exception {
        try (FileSystem disk = disks.get()) {
            Home home = Installation.on(disk).with("1.0.0").with("1.1.0").home();
            EtcFiles etc = new EtcFiles(home);
            etc.prepare(NodeTree.open(home, "1.0.0"));
            assertThat(text(home, "users.cfg")).isEqualTo("default of 1.0.0");
            Files.writeString(home.etc().resolve("users.cfg"), "mine");
            Files.writeString(home.etc().resolve("other.cfg"), "mine too");
            Files.delete(home.etc().resolve("port.cfg"));

            etc.prepare(NodeTree.open(home, "1.1.0"));

            assertThat(text(home, "users.cfg")).isEqualTo("mine");
            assertThat(text(home, "other.cfg")).isEqualTo("mine too");
            assertThat(text(home, "port.cfg")).isEqualTo("8102 of 1.1.0");
        }
    }

    @Test
    void defaultsAreThoseOfTheRole() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).with("1.0.0").home();
            Installation.write(home.node().resolve("role"), "server\n");
            new EtcFiles(home).prepare(NodeTree.open(home, "1.0.0"));
            assertThat(text(home, "port.cfg")).isEqualTo("8101 of 1.0.0");
        }
    }

    @Test
    void noListReachesOutOfEtc() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).with("1.0.0").home();
            Installation.write(home.version("1.0.0").resolve("launch/etc.system"), "../node/current\n");
            assertThatThrownBy(() -> new EtcFiles(home).prepare(NodeTree.open(home, "1.0.0")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("launch/etc.system names ../node/current, which is outside of etc");
        }
    }

    private static String text(Home home, String name) throws IOException {
        Path file = home.etc().resolve(name);
        return Files.readString(file);
    }
}
