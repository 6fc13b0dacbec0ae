package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.trust.VendorMetadata.OfferedModule;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishModuleTest {
    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void repository() {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
    }

    @Test
    void a_bundle_becomes_a_module_under_its_symbolic_name() throws Exception {
        Path jar = bundle("any-name.jar", "org.example.tariffs", "2.0.0", "one");

        Vendor.Result result = vendor.succeed(
                "publish",
                "--module",
                jar.toString(),
                "--platform",
                "[1.0.0,2.0.0)",
                "--component",
                "workstation",
                "--publisher",
                "Example");

        assertThat(result.out()).contains("Published module org.example.tariffs 2.0.0");
        ModuleRelease module = vendor.client().module("org.example.tariffs", Version.parse("2.0.0"));
        assertThat(module.components()).containsExactly("workstation");
        assertThat(module.platform()).hasToString("[1.0.0,2.0.0)");
        assertThat(module.publisher()).isEqualTo("Example");
        assertThat(vendor.payload(module.bundles().get(0).blob().digest().path()))
                .hasSameBinaryContentAs(jar);
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 0 releases, 1 module, 1 payload");
    }

    @Test
    void several_modules_are_published_in_one_step_and_again_without_harm() throws Exception {
        Path one = bundle("one.jar", "org.example.one", "1.0.0", "1");
        Path two = bundle("two.jar", "org.example.two", "1.0.0", "2");
        vendor.succeed("publish", "--module", one.toString());

        var result = vendor.succeed("publish", "--module", one.toString(), "--module", two.toString(), "--json")
                .json();

        assertThat(result.at("/published/0/state").asText()).isEqualTo("unchanged");
        assertThat(result.at("/published/1/state").asText()).isEqualTo("published");
        assertThat(vendor.client().modules())
                .containsExactly(
                        new OfferedModule("org.example.one", Version.parse("1.0.0")),
                        new OfferedModule("org.example.two", Version.parse("1.0.0")));
    }

    @Test
    @DisplayName("LS-071 The same version of a module with other bytes is refused where it is published")
    void other_bytes_are_refused() throws Exception {
        vendor.succeed(
                "publish",
                "--module",
                bundle("a.jar", "org.example.a", "1.0.0", "one").toString());

        Vendor.Result refused = vendor.call(
                "publish",
                "--module",
                bundle("b.jar", "org.example.a", "1.0.0", "two").toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Module org.example.a 1.0.0 is published already with other contents")
                .contains("[MODULE-EXISTS]");
    }

    @Test
    void a_feature_is_a_module_of_several_bundles() throws Exception {
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        Files.move(bundle("x", "org.example.core", "1.0.0", "1"), bundles.resolve("core-1.0.0.jar"));
        Files.move(bundle("y", "org.example.ui", "1.0.0", "2"), bundles.resolve("ui-1.0.0.jar"));
        Path features = Files.writeString(folder.resolve("features.xml"), """
                <features name="reports" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                  <feature name="reports" version="1.0.0">
                    <bundle>mvn:org.example/core/1.0.0</bundle>
                    <bundle>mvn:org.example/ui/1.0.0</bundle>
                  </feature>
                </features>
                """);

        vendor.succeed("publish", "--features", features.toString(), "--bundles", bundles.toString());

        assertThat(vendor.client().module("reports", Version.parse("1.0.0")).bundles())
                .extracting(ModuleRelease.Bundle::symbolicName)
                .containsExactly("org.example.core", "org.example.ui");
        assertThat(vendor.succeed("verify").out()).contains("1 module, 2 payloads");
    }

    @Test
    @DisplayName("LS-181: of many files all that no computer could use are named at once, and none is published")
    void all_bad_files_are_named() throws Exception {
        Path good = bundle("good.jar", "org.example.good", "1.0.0", "good");
        Path odd = bundle("odd.jar", "org.example.odd", "1.0.0-SNAPSHOT", "odd");
        Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");

        Vendor.Result refused = vendor.call(
                "publish", "--module", odd.toString(), "--module", good.toString(), "--module", text.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("2 of 3 files cannot be published:")
                .contains("odd.jar cannot be used as a module: its header Bundle-Version cannot be read")
                .contains("text.jar cannot be used as a module")
                .contains("[LS-MODULE-MALFORMED]");
        assertThat(vendor.client().modules()).isEmpty();
    }

    @Test
    @DisplayName("LS-181: what nobody offers and a Java that no node has are warned of, and what is offered is not")
    void unmet_requirements_are_told() throws Exception {
        Path library = Bundles.make(folder, "library", "1.0.0", Map.of("Export-Package", "lib;version=1.0.0"));
        Path reader = Bundles.make(
                folder,
                "reader",
                "1.0.0",
                Map.of(
                        "Import-Package",
                        "lib;version=\"[1,2)\",gone.with.the.wind,java.sql,org.osgi.framework,maybe;resolution:=optional",
                        "Require-Capability",
                        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=21))\",osgi.ee;filter:=\"(&(|(osgi.ee=J2SE)(osgi.ee=JavaSE))(version>=1.8))\","
                                + "osgi.extender;filter:=\"(osgi.extender=osgi.component)\""));
        vendor.succeed("publish", "--module", library.toString());

        Vendor.Result published = vendor.succeed("publish", "--module", reader.toString());

        assertThat(published.out() + published.err())
                .contains(
                        "reader 1.0.0 needs (osgi.wiring.package=gone.with.the.wind), which no published module offers")
                .contains("needs a Java that no node has ((&(osgi.ee=JavaSE)(version=21)); nodes run on Java 17)");
        assertThat((published.out() + published.err()).split("Module reader 1.0.0: "))
                .hasSize(3);
    }

    @Test
    @DisplayName("LS-181: of two bundle versions that differ only in _ and - the second is refused by name")
    void underscore_and_dash() throws Exception {
        vendor.succeed(
                "publish",
                "--module",
                bundle("a.jar", "org.example.a", "1.0.0.rc_1", "one").toString());

        Vendor.Result refused = vendor.call(
                "publish",
                "--module",
                bundle("b.jar", "org.example.a", "1.0.0.rc-1", "one").toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("made of the bundle version 1.0.0.rc_1; 1.0.0.rc-1 differs from it only in \"_\" and \"-\"");
    }

    @Test
    void a_file_that_is_no_bundle_is_told() throws Exception {
        Path text = Files.writeString(folder.resolve("readme.jar"), "not a jar");
        Vendor.Result refused = vendor.call("publish", "--module", text.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("readme.jar")
                .contains("[LS-MODULE-MALFORMED]")
                .doesNotContain("\tat ");

        Vendor.Result missing =
                vendor.call("publish", "--module", folder.resolve("none.jar").toString());
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("none.jar").contains("[INPUT-OUTPUT]");
    }

    private Path bundle(String file, String symbolicName, String version, String contents) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", symbolicName);
        headers.putValue("Bundle-Version", version);
        Path jar = folder.resolve(file);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new ZipEntry("contents.txt"));
            entries.write(contents.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            entries.closeEntry();
        }
        return jar;
    }
}
