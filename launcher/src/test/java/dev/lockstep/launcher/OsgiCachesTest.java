package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OsgiCachesTest {
    private final List<String> log = new ArrayList<>();
    private FileSystem disk;
    private Home home;

    @BeforeEach
    void install() throws IOException {
        disk = Installation.unix();
        home = Installation.on(disk).with("1.1.0").running("1.1.0").home();
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    private Path cache(String name) throws IOException {
        Path cache = home.data().resolve("karaf").resolve(name);
        Installation.write(cache.resolve("bundle7/version0.0/bundle.jar"), "bytes");
        return cache;
    }

    @Test
    void cachesGoWithTheirVersions() throws IOException {
        Path current = cache("1.1.0-java17");
        Path ofAnotherJava = cache("1.1.0-java21");
        Path left = cache("1.0.0-java17");
        Path leftOfAPreview = cache("1.0.0-java.1-java17");

        new OsgiCaches(home, log::add).removeLeftovers();

        assertThat(Files.exists(current)).isTrue();
        assertThat(Files.exists(ofAnotherJava)).isTrue();
        assertThat(Files.exists(left)).isFalse();
        assertThat(Files.exists(leftOfAPreview)).isFalse();
        assertThat(log).hasSize(2).allMatch(line -> line.startsWith("Removed the OSGi cache"));
    }

    @Test
    void whatIsNoCacheOfAVersionIsLeftAlone() throws IOException {
        Path notes = cache("notes");
        Path other = cache("tomcat-java17");

        new OsgiCaches(home, log::add).removeLeftovers();

        assertThat(Files.exists(notes)).isTrue();
        assertThat(Files.exists(other)).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void aNewInstallationHasNone() {
        new OsgiCaches(home, log::add).removeLeftovers();
        assertThat(log).isEmpty();
    }
}
