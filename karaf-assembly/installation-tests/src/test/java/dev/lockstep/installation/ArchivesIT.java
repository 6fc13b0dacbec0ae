package dev.lockstep.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesIT {
    private static final String TREE = "node/versions/" + Archives.VERSION + "/";

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void theSameSourcesGiveTheSameBytes(String role) throws IOException {
        assertThat(Archives.entries(Archives.tar(role))).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.header().getLastModifiedTime().toInstant())
                    .isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
            assertThat(entry.header().getLongUserId()).isZero();
            assertThat(entry.header().getLongGroupId()).isZero();
            // java.util.Properties.store writes the time of the build into the second line.
            assertThat(entry.text()).doesNotContainPattern("(?m)^#[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d ");
        });
        byte[] gzip = Files.readAllBytes(Archives.tar(role));
        assertThat(new byte[] {gzip[4], gzip[5], gzip[6], gzip[7]})
                .as("time in the header of gzip")
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void bootFeaturesAreInstalledOnAThreadOfTheirOwnSoThatAFirstStartCannotWaitForItself(String role)
            throws IOException {
        assertThat(text(Archives.entries(Archives.tar(role)), TREE + "etc/org.apache.karaf.features.cfg"))
                .contains("featuresBootAsynchronous=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void aChangeOfConfigurationAtRunTimeDoesNotRewriteTheOperatorsFiles(String role) throws IOException {
        assertThat(text(Archives.entries(Archives.tar(role)), TREE + "etc/config.properties"))
                .contains("\nfelix.fileinstall.enableConfigSave = false\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void aProxysPasswordMayGoThroughTunnels(String role) throws IOException {
        assertThat(text(Archives.entries(Archives.tar(role)), TREE + "launch/java.options"))
                .contains("\n-Djdk.http.auth.tunneling.disabledSchemes=\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void scriptsCanBeRunAndConfigurationOnlyReadByItsOwner(String role) throws IOException {
        List<Archives.Entry> entries = Archives.entries(Archives.tar(role));
        assertThat(modes(entries, name -> name.equals("bin/lockstep"))).containsExactly("755");
        assertThat(modes(entries, name -> name.equals("etc/"))).containsExactly("700");
        assertThat(modes(entries, name -> name.startsWith("etc/") && !name.endsWith("/")))
                .containsExactly("600");
        assertThat(modes(entries, name -> name.startsWith("node/") && !name.endsWith("/")))
                .containsExactly("644");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void theZipHoldsTheSameFiles(String role) throws IOException {
        Set<String> tar = Archives.entries(Archives.tar(role)).stream()
                .map(Archives.Entry::name)
                .filter(name -> !name.endsWith("/") && !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        try (ZipFile zip = new ZipFile(Archives.zip(role).toFile())) {
            assertThat(zip.stream()
                            .filter(entry -> !entry.isDirectory())
                            .map(entry ->
                                    entry.getName().substring(entry.getName().indexOf('/') + 1)))
                    .containsExactlyInAnyOrderElementsOf(tar);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void nobodysPasswordAndNoWayPastTheSignaturesIsInIt(String role) throws IOException {
        List<Archives.Entry> entries = Archives.entries(Archives.tar(role));
        assertThat(entries)
                .extracting(Archives.Entry::name)
                .doesNotContain(TREE + "etc/users.properties", TREE + "etc/keys.properties", "etc/users.properties")
                .noneMatch(name -> name.contains("deploy"))
                // What could fetch a bundle from elsewhere is not there; lockstep-maven-urls reads the tree's own
                // folder alone.
                .noneMatch(name -> name.contains("pax-url"))
                .anyMatch(name -> name.startsWith(TREE + "system/dev/lockstep/lockstep-maven-urls/"));
        assertThat(text(entries, TREE + "etc/org.ops4j.pax.url.mvn.cfg"))
                .contains("\norg.ops4j.pax.url.mvn.localRepository = ${karaf.data}/repository\n")
                .doesNotContain("http");
        assertThat(text(entries, "etc/org.apache.karaf.shell.cfg")).contains("\nsshHost = 127.0.0.1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void serverAndClientCarryTheSameNodeAndDifferInTheirRole(String role) throws IOException {
        List<Archives.Entry> entries = Archives.entries(Archives.tar(role));
        assertThat(text(entries, "node/role")).isEqualTo(role + "\n");
        assertThat(text(entries, "node/current")).isEqualTo(Archives.VERSION + "\n");
        String other = role.equals("server") ? "client" : "server";
        assertThat(entries.stream()
                        .filter(entry -> entry.name().startsWith(TREE))
                        .map(ArchivesIT::fingerprint))
                .containsExactlyElementsOf(Archives.entries(Archives.tar(other)).stream()
                        .filter(entry -> entry.name().startsWith(TREE))
                        .map(ArchivesIT::fingerprint)
                        .toList());
    }

    private static String fingerprint(Archives.Entry entry) {
        return entry.name() + " " + entry.header().getSize() + " " + entry.text();
    }

    private static Set<String> modes(List<Archives.Entry> entries, Predicate<String> which) {
        return entries.stream()
                .filter(entry -> which.test(entry.name()))
                .map(entry -> Integer.toOctalString(entry.header().getMode() & 0777))
                .collect(Collectors.toSet());
    }

    private static String text(List<Archives.Entry> entries, String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in the archive"))
                .text();
    }
}
