package dev.lockstep.examples.metering.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component trees that the build leaves for a vendor to publish. */
final class ReleasesIT {
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");

    @ParameterizedTest
    @ValueSource(strings = {"metering-server", "metering-poll", "metering-workstation"})
    void eachTreeHoldsItsDescriptorAndItsJars(String component) throws Exception {
        String shortName = component.substring("metering-".length());
        for (String version : VERSIONS) {
            Path tree = Releases.tree(version, component);
            Fields descriptor = Json.parse(Files.readString(tree.resolve("lockstep-component.json")));
            assertThat(descriptor.text("name")).isEqualTo(component);
            assertThat(descriptor.integer("format")).isEqualTo(1);
            assertThat(descriptor.text("controller")).isEqualTo("process");
            assertThat(descriptor.object("process").members().get("command").toString())
                    .doesNotContain("1.0.0", "1.1.0", "1.2.0");
            List<String> expected =
                    new ArrayList<>(List.of("metering-common.jar", "metering-" + shortName + "-" + version + ".jar"));
            expected.add(library(tree, "jackson-core-"));
            if (shortName.equals("server")) {
                expected.add(library(tree, "h2-"));
            }
            assertThat(jars(tree)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"metering-server", "metering-poll", "metering-workstation"})
    void whatDidNotChangeIsTheSameFileInEveryVersion(String component) throws Exception {
        Path first = Releases.tree("1.0.0", component);
        for (String version : VERSIONS) {
            Path tree = Releases.tree(version, component);
            assertThat(tree.resolve("lockstep-component.json"))
                    .hasSameBinaryContentAs(first.resolve("lockstep-component.json"));
            for (String jar : jars(tree)) {
                if (!jar.contains(version)) {
                    assertThat(tree.resolve("lib").resolve(jar))
                            .hasSameBinaryContentAs(first.resolve("lib").resolve(jar));
                }
            }
        }
    }

    @Test
    void theJarsBearTheTimeOfTheProjectAndNotOfTheBuild() throws Exception {
        for (String version : VERSIONS) {
            Path jar = Releases.tree(version, "metering-server").resolve("lib/metering-server-" + version + ".jar");
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.getManifest().getMainAttributes().getValue("Implementation-Version"))
                        .isEqualTo(version);
                assertThat(file.stream().map(JarEntry::getTimeLocal).distinct()).hasSize(1);
            }
        }
    }

    @Test
    void eachVersionBringsItsOwnMigrations() throws Exception {
        assertThat(migrations("1.0.0")).containsExactly("V1.sql");
        assertThat(migrations("1.1.0")).containsExactly("V1.sql", "V2.sql");
        assertThat(migrations("1.2.0")).containsExactly("V1.sql", "V2.sql", "V3.sql");
    }

    private static List<String> migrations(String version) throws IOException {
        Path jar = Releases.tree(version, "metering-server").resolve("lib/metering-server-" + version + ".jar");
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".sql"))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .sorted()
                    .toList();
        }
    }

    private static String library(Path tree, String name) throws IOException {
        return jars(tree).stream()
                .filter(jar -> jar.startsWith(name))
                .findFirst()
                .orElse(name + "missing");
    }

    private static List<String> jars(Path tree) throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
