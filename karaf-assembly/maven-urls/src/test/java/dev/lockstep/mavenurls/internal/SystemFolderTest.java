package dev.lockstep.mavenurls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ops4j.pax.url.mvn.MavenResolver;
import org.ops4j.pax.url.mvn.MavenResolvers;
import org.osgi.framework.FrameworkUtil;

class SystemFolderTest {
    @TempDir
    private Path home;

    private MavenResolver system;

    @BeforeEach
    void aVersion() {
        system = SystemFolder.of(home);
    }

    @ParameterizedTest
    @CsvSource({
        "mvn:org.example/meter/1.0.0,                      system/org/example/meter/1.0.0/meter-1.0.0.jar",
        "mvn:org.example/meter/1.0.0-SNAPSHOT,             system/org/example/meter/1.0.0-SNAPSHOT/meter-1.0.0-SNAPSHOT.jar",
        "mvn:org.example/meter/1.0.0/xml/features,         system/org/example/meter/1.0.0/meter-1.0.0-features.xml",
        "mvn:org.example/meter/1.0.0//sources,             system/org/example/meter/1.0.0/meter-1.0.0-sources.jar",
        "mvn:org.example/org.example.meter/1.0.0/cfg,      system/org/example/org.example.meter/1.0.0/org.example.meter-1.0.0.cfg",
    })
    void whatTheVersionBringsIsFound(String address, String file) throws IOException {
        Path there = place(file);
        assertThat(system.resolve(address)).isEqualTo(there.toFile());
        assertThat(system.resolve(address, new IOException("the first attempt")))
                .isEqualTo(there.toFile());
    }

    @Test
    void whatTheVersionDoesNotBringIsLookedForNowhereElse() {
        FileNotFoundException missing =
                catchThrowableOfType(FileNotFoundException.class, () -> system.resolve("mvn:org.example/meter/1.0.0"));
        assertThat(missing)
                .hasMessageContaining("mvn:org.example/meter/1.0.0")
                .hasMessageContaining(home.resolve("system").toString());
        assertThat(system.isRetryableException(missing)).isEqualTo(MavenResolver.RetryChance.NEVER);
    }

    @Test
    void settingsThatNameAnotherPlaceChangeNothing() throws IOException {
        Path elsewhere = place("elsewhere/org/example/meter/1.0.0/meter-1.0.0.jar");
        Dictionary<String, Object> settings = FrameworkUtil.asDictionary(
                Map.of("url.repositories", home.resolve("elsewhere").toUri().toString()));
        String before = System.getProperty("karaf.home");
        System.setProperty("karaf.home", home.toString());
        try (MavenResolver resolver = MavenResolvers.createMavenResolver(settings, "url")) {
            assertThatExceptionOfType(FileNotFoundException.class)
                    .isThrownBy(() -> resolver.resolve("mvn:org.example/meter/1.0.0"));
        } finally {
            if (before == null) {
                System.clearProperty("karaf.home");
            } else {
                System.setProperty("karaf.home", before);
            }
        }
        assertThat(elsewhere).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mvn:https://example.org/repository!org.example/meter/1.0.0",
                "mvn:org.example/meter",
                "mvn:org.example/meter/[1,2)",
                "mvn:org.example/meter/../1.0.0",
                "mvn:org.example/../1.0.0",
                "mvn:../meter/1.0.0",
                "mvn:org.example/meter/1.0.0/jar/../secret",
                "file:/org.example/meter/1.0.0",
            })
    void otherAddressesAreRefused(String address) {
        assertThatExceptionOfType(MalformedURLException.class).isThrownBy(() -> system.resolve(address));
    }

    private Path place(String file) throws IOException {
        Path there = home.resolve(file);
        Files.createDirectories(there.getParent());
        return Files.writeString(there, "content");
    }
}
