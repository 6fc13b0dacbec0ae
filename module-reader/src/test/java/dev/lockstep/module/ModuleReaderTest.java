package dev.lockstep.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.module.ModuleReader.Particulars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleReaderTest {
    private final ModuleReader reader = new ModuleReader();

    @TempDir
    Path folder;

    @Test
    @DisplayName("LS-076 A module is called by its symbolic name, whatever its file is called")
    void identityIsTheSymbolicName() throws IOException {
        Path one = jar(
                "one.jar", Map.of("Bundle-SymbolicName", "org.example.meter;singleton:=true", "Bundle-Version", "1.2"));
        Path other = Files.copy(one, folder.resolve("other-9.9.jar"));

        ModuleRelease module = reader.readBundle(one, Particulars.NONE);

        assertThat(module.name()).isEqualTo("org.example.meter");
        assertThat(module.version()).isEqualTo(Version.parse("1.2.0"));
        assertThat(module.bundles().get(0).blob()).isEqualTo(Blob.of(Files.readAllBytes(one)));
        assertThat(reader.readBundle(other, Particulars.NONE)).isEqualTo(module);
    }

    @Test
    @DisplayName("LS-175: an archive that is not what it says is refused by name, before Java opens it")
    void aHostileArchiveIsNotOpened() throws IOException {
        Path jar = jar("hostile.jar", Map.of("Bundle-SymbolicName", "org.example.meter"));
        byte[] bytes = Files.readAllBytes(jar);
        // The number of entries in the record at its end; Java itself would not mind.
        bytes[bytes.length - 12] = 77;
        bytes[bytes.length - 14] = 77;
        Files.write(jar, bytes);

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> reader.readBundle(jar, Particulars.NONE))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.MODULE_MALFORMED))
                .withMessageContaining("the list of its contents contradicts itself");
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> reader.bundle(jar, 80));
    }

    @Test
    void importsAndExportsBecomeRequirementsAndCapabilities() throws IOException {
        ModuleRelease.Bundle bundle = bundle(Map.of(
                "Import-Package",
                "a.b;version=\"[1.0,2)\",c;d;resolution:=optional;x=\"y(z)\"",
                "Export-Package",
                "e.f;version=1.5;uses:=\"a.b,c\"",
                "Require-Bundle",
                "g;bundle-version=3",
                "Bundle-RequiredExecutionEnvironment",
                "JavaSE-11"));

        assertThat(bundle.requirements())
                .containsExactly(
                        needs("osgi.wiring.package", "(&(osgi.wiring.package=a.b)(version>=1.0.0)(!(version>=2.0.0)))"),
                        optional("osgi.wiring.package", "(&(osgi.wiring.package=c)(x=y\\(z\\)))"),
                        optional("osgi.wiring.package", "(&(osgi.wiring.package=d)(x=y\\(z\\)))"),
                        needs("osgi.wiring.bundle", "(&(osgi.wiring.bundle=g)(bundle-version>=3.0.0))"),
                        needs("osgi.ee", "(&(osgi.ee=JavaSE)(version=11.0.0))"));
        assertThat(bundle.capabilities())
                .contains(new Clause(
                        "osgi.wiring.package",
                        Map.of(
                                "osgi.wiring.package",
                                "e.f",
                                "version:Version",
                                "1.5.0",
                                "bundle-symbolic-name",
                                "org.example",
                                "bundle-version:Version",
                                "0.0.0"),
                        Map.of("uses", "a.b,c")));
    }

    @Test
    void servicesAndExtendersKeepTheirTypesAndDirectives() throws IOException {
        ModuleRelease.Bundle bundle = bundle(Map.of(
                "Provide-Capability",
                "osgi.service;objectClass:List<String>=\"a.B,c.D\";effective:=active",
                "Require-Capability",
                "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0))\""));

        assertThat(bundle.capabilities())
                .contains(new Clause(
                        "osgi.service", Map.of("objectClass:List<String>", "a.B,c.D"), Map.of("effective", "active")));
        assertThat(bundle.requirements())
                .containsExactly(needs("osgi.extender", "(&(osgi.extender=osgi.component)(version>=1.5.0))"));
    }

    @Test
    void aFragmentNeedsItsHostAndIsNoHostItself() throws IOException {
        ModuleRelease.Bundle bundle = bundle(Map.of("Fragment-Host", "org.host;bundle-version=\"[1,2)\""));

        assertThat(bundle.requirements())
                .containsExactly(needs(
                        "osgi.wiring.host",
                        "(&(osgi.wiring.host=org.host)(bundle-version>=1.0.0)(!(bundle-version>=2.0.0)))"));
        assertThat(bundle.capabilities()).extracting(Clause::namespace).containsExactly("osgi.identity");
    }

    @Test
    void dynamicImportsNeverKeepABundleFromResolving() throws IOException {
        assertThat(bundle(Map.of("DynamicImport-Package", "*")).requirements()).isEmpty();
    }

    @Test
    void aMultiReleaseJarSaysWhatItNeedsOnJava17() throws IOException {
        Path jar = jar(
                "multi.jar",
                Map.of("Multi-Release", "true", "Import-Package", "old"),
                Map.of(
                        "META-INF/versions/11/OSGI-INF/MANIFEST.MF", "Import-Package: new\n",
                        "META-INF/versions/21/OSGI-INF/MANIFEST.MF", "Import-Package: too.new\n"));
        assertThat(reader.bundle(jar, 90).requirements())
                .containsExactly(needs("osgi.wiring.package", "(osgi.wiring.package=new)"));
    }

    @Test
    void aQualifierOrdersAsOsgiOrdersIt() {
        assertThat(OsgiVersion.parse("33.4.0.jre")).isEqualTo(Version.parse("33.4.0+jre"));
        assertThat(OsgiVersion.parse("1.0.0.a_b")).isGreaterThan(OsgiVersion.parse("1"));
    }

    @Test
    @DisplayName(
            "LS-075 A bundle's own headers say which components and which platform it is for; the publisher may say otherwise")
    void componentsAndPlatformAreInTheManifest() throws IOException {
        Path jar = jar(
                "m.jar", Map.of("Lockstep-Platform", "[1.0.0,2.0.0)", "Lockstep-Components", "workstation, server"));
        ModuleRelease module = reader.readBundle(jar, Particulars.NONE);
        assertThat(module.platform()).isEqualTo(VersionRange.parse("[1.0.0,2.0.0)"));
        assertThat(module.components()).containsExactly("workstation", "server");

        var other =
                new Particulars(Optional.of(VersionRange.parse("[3.0.0,4.0.0)")), List.of("poll"), Optional.of("Us"));
        ModuleRelease said = reader.readBundle(jar, other);
        assertThat(said.platform()).isEqualTo(VersionRange.parse("[3.0.0,4.0.0)"));
        assertThat(said.components()).containsExactly("poll");
        assertThat(said.publisher()).isEqualTo("Us");
    }

    @Test
    void aFeatureIsOneModuleWithSeveralBundles() throws IOException {
        jar("meter-1.0.0.jar", Map.of("Bundle-SymbolicName", "org.example.meter"));
        jar("help-2.jar", Map.of("Bundle-SymbolicName", "org.example.help"));
        Path features = Files.writeString(folder.resolve("features.xml"), """
                <features name="x" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                  <feature name="meters" version="1.0.0-rc.1" description="Meters">
                    <details>Reads meters</details>
                    <feature>scr</feature>
                    <bundle start-level="85">mvn:org.example/meter/1.0.0</bundle>
                    <bundle>file:lib/help-2.jar</bundle>
                  </feature>
                </features>""");

        ModuleRelease module = reader.readFeature(features, folder, Optional.empty(), Particulars.NONE);

        assertThat(module.name()).isEqualTo("meters");
        assertThat(module.version()).isEqualTo(Version.parse("1.0.0-rc.1"));
        assertThat(module.title()).isEqualTo("Meters");
        assertThat(module.description()).isEqualTo("Reads meters");
        assertThat(module.bundles())
                .extracting(bundle -> bundle.symbolicName() + " " + bundle.startLevel())
                .containsExactly("org.example.meter 85", "org.example.help 90");
    }

    @Test
    @DisplayName("LS-181: what a feature needs of its own file comes with it, as Karaf would bring it")
    void nestedFeaturesAndRequirements() throws IOException {
        jar("app-1.0.0.jar", Map.of("Bundle-SymbolicName", "app"));
        jar("lib-1.0.0.jar", Map.of("Bundle-SymbolicName", "lib"));
        jar("old-1.0.0.jar", Map.of("Bundle-SymbolicName", "old"));
        jar("tool-1.0.0-win.zip", Map.of("Bundle-SymbolicName", "tool"));
        Path placed = Files.createDirectories(folder.resolve("system/org/two/lib/2.0.0"));
        Files.move(jar("x.jar", Map.of("Bundle-SymbolicName", "lib2")), placed.resolve("lib-2.0.0.jar"));
        Path other = Files.createDirectories(folder.resolve("system/org/three/lib/2.0.0"));
        Files.move(jar("y.jar", Map.of("Bundle-SymbolicName", "lib3")), other.resolve("lib-2.0.0.jar"));

        ModuleRelease module = feature("""
                <feature name="app">
                  <feature version="[1,2)">base</feature><feature prerequisite="true">scr</feature>
                  <requirement>osgi.extender;filter:="(osgi.extender=osgi.component)"</requirement>
                  <capability>app.special;level:Long=3</capability>
                  <bundle>mvn:org/app/1.0.0</bundle><bundle>mvn:http://repo.example!org.two/lib/2.0.0</bundle>
                  <bundle>mvn:org/tool/1.0.0/zip/win</bundle>
                </feature>
                <feature name="base" version="1.5"><bundle>file:lib-1.0.0.jar</bundle></feature>
                <feature name="base" version="2.5"><bundle>file:old-1.0.0.jar</bundle></feature>""", "app");

        assertThat(module.version()).isEqualTo(Version.parse("0.0.0"));
        assertThat(module.bundles())
                .extracting(ModuleRelease.Bundle::symbolicName)
                .containsExactly("app", "lib", "lib2", "tool");
        assertThat(module.bundles().get(0).requirements())
                .contains(needs("osgi.extender", "(osgi.extender=osgi.component)"));
        assertThat(module.bundles().get(0).capabilities())
                .contains(new Clause("app.special", Map.of("level:Long", "3"), Map.of()));
    }

    /** Each is the inside of a features file, and what is named in the refusal. */
    static Stream<Arguments> badFeatures() {
        String app = "<bundle>file:app.jar</bundle>";
        return Stream.of(
                Arguments.of("<feature name='a'><feature>elsewhere</feature>" + app + "</feature>", "elsewhere"),
                Arguments.of(
                        "<feature name='a'><feature version='[2,3)'>b</feature>" + app
                                + "</feature><feature name='b' version='1.0.0'/>",
                        "b/1.0.0"),
                Arguments.of(
                        "<feature name='a'><bundle start='false'>file:app.jar</bundle></feature>", "start=\"false\""),
                Arguments.of(
                        "<feature name='a'><bundle dependency='true'>file:app.jar</bundle></feature>",
                        "dependency=\"true\""),
                Arguments.of("<feature name='a'><feature dependency='true'>scr</feature>" + app + "</feature>", "scr"),
                Arguments.of(
                        "<feature name='a'><bundle>wrap:file:app.jar$Bundle-Version=1</bundle></feature>", "wrap:"),
                Arguments.of("<feature name='a'><bundle>webbundle:file:app.jar</bundle></feature>", "webbundle:"),
                Arguments.of("<feature name='a'><bundle>file:gone$1.jar</bundle></feature>", "gone$1.jar"),
                Arguments.of("<feature name='a'><bundle>mvn:org/app</bundle></feature>", "mvn:org/app"),
                Arguments.of("<feature name='a'><bundle>mvn:org/app/LATEST</bundle></feature>", "mvn:org/app/LATEST"),
                Arguments.of("<feature name='a'><bundle>file:../app.jar</bundle></feature>", "../app.jar"),
                Arguments.of(
                        "<feature name='a' version='1.0.0'>" + app + "</feature><feature name='a' version='1.0.0'/>",
                        "a/1.0.0"),
                Arguments.of(
                        "<feature name='a' version='1.0.0'>" + app + "</feature><feature name='a' version='2.0.0'/>",
                        "a/1.0.0, a/2.0.0"),
                Arguments.of("<feature name='a' version='99999999999.0.0'>" + app + "</feature>", "99999999999"),
                Arguments.of("<feature>" + app + "</feature>", "without a name"),
                Arguments.of("<feature name='a'/>", "a/0.0.0"),
                Arguments.of("<feature name='a'><bundle start-level='high'>file:app.jar</bundle></feature>", "high"),
                Arguments.of(
                        "<feature name='a'><bundle>file:app.jar</bundle><bundle>file:copy.jar</bundle></feature>",
                        "app 0.0.0"),
                Arguments.of("<feature name='a'><config name='x'>a=b</config>" + app + "</feature>", "config"),
                Arguments.of(
                        "<feature name='a'><conditional><condition>b</condition></conditional>" + app + "</feature>",
                        "conditional"),
                Arguments.of(
                        "<feature name='a'><requirement>x;filter:='(a'</requirement>" + app + "</feature>",
                        "Require-Capability"),
                Arguments.of("<feature name='a'><library>file:x.jar</library>" + app + "</feature>", "library"));
    }

    @ParameterizedTest
    @MethodSource("badFeatures")
    @DisplayName(
            "LS-181: what a features file says and Lockstep does not do is refused by name, and nothing is passed over")
    void badFeaturesAreRefusedByName(String inside, String named) throws IOException {
        jar("app.jar", Map.of("Bundle-SymbolicName", "app"));
        jar("copy.jar", Map.of("Bundle-SymbolicName", "app", "Bundle-NativeCode", "win.dll;osname=win32"));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> feature(inside, "a"))
                .withMessageContaining(named)
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.MODULE_MALFORMED));
    }

    private ModuleRelease feature(String inside, String name) throws IOException {
        Path features = Files.writeString(
                folder.resolve("f.xml"),
                "<features name='x' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'>" + inside + "</features>");
        return reader.readFeature(
                features,
                folder,
                name.equals("a") && inside.startsWith("<feature>") ? Optional.empty() : Optional.of(name),
                Particulars.NONE);
    }

    @Test
    void whatIsNoModuleIsRefusedWithTheReason() throws IOException {
        assertRefused(
                Files.writeString(folder.resolve("a.jar"), "no jar"),
                "a.jar cannot be used as a module: it is not a jar");
        assertRefused(
                jar("b.jar", Map.of("Bundle-SymbolicName", "")), "its manifest has no usable Bundle-SymbolicName");
        assertRefused(
                jar("c.jar", Map.of("Import-Package", "a;version=\"[1,2")), "its header Import-Package cannot be read");
        assertRefused(jar("d.jar", Map.of("Bundle-Version", "one")), "its header Bundle-Version cannot be read");
        assertRefused(jar("e.jar", Map.of("Bundle-SymbolicName", "../../etc")), "not a name for a bundle");
    }

    /** Each is one header that a framework refuses, or that a resolver cannot work with. */
    static Stream<Arguments> badHeaders() {
        return Stream.of(
                Arguments.of("Provide-Capability", "x;version:Version=\"1.0.0-SNAPSHOT\""),
                Arguments.of("Provide-Capability", "x;size:Long=many"),
                Arguments.of("Provide-Capability", "x;size:Double=\"1,5\""),
                Arguments.of("Provide-Capability", "x;sizes:List<Long>=\"1,two\""),
                Arguments.of("Provide-Capability", "x;size:Integer=1"),
                Arguments.of("Provide-Capability", "x;sizes:List<Integer>=1"),
                Arguments.of("Provide-Capability", "osgi.wiring.package;osgi.wiring.package=a"),
                Arguments.of("Provide-Capability", "osgi.ee;osgi.ee=JavaSE;version:Version=99"),
                Arguments.of("Require-Capability", "x;filter:=\"(&(a=b)(c=d)\""),
                Arguments.of("Require-Capability", "x;filter:=\"a=b\""),
                Arguments.of("Require-Capability", "x;filter:=\"\""),
                Arguments.of(
                        "Require-Capability", "x;filter:=\"" + "(!".repeat(5000) + "(a=b)" + ")".repeat(5000) + "\""),
                Arguments.of("Require-Capability", "x;filter:=\"(a=" + "b".repeat(20_000) + ")\""),
                Arguments.of("Require-Capability", "osgi.wiring.bundle;filter:=\"(osgi.wiring.bundle=a)\""),
                Arguments.of("Import-Package", "a,b,a"),
                Arguments.of("Import-Package", "a;version=\"[1,2\""),
                Arguments.of("Import-Package", "a;version=\"[1;2)\""),
                Arguments.of("Import-Package", "a;version=1;specification-version=2"),
                Arguments.of("Import-Package", "."),
                Arguments.of("Import-Package", "a;b=c;b=d"),
                Arguments.of("Export-Package", "java.evil"),
                Arguments.of("Export-Package", "a;version=\"1.0.0-SNAPSHOT\""),
                Arguments.of("Export-Package", "a;bundle-version=1"),
                Arguments.of("Export-Package", "a;mandatory:=colour"),
                Arguments.of("DynamicImport-Package", "a.b*"),
                Arguments.of("Require-Bundle", "a;bundle-version=x"),
                Arguments.of("Fragment-Host", "a,b"),
                Arguments.of("Bundle-NativeCode", "lib.so;selection-filter=\"(a=b\""),
                Arguments.of("Bundle-Version", "1.0.0-SNAPSHOT"),
                Arguments.of("Bundle-Version", "99999999999"),
                Arguments.of("Bundle-Version", "1.-1"),
                Arguments.of("Bundle-ManifestVersion", "3"),
                Arguments.of("Bundle-SymbolicName", "a;singleton:=true,b"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    @DisplayName(
            "LS-181: what a computer would refuse or could not read is refused when it is published, with the header's name")
    void badHeadersAreRefusedByName(String header, String value) throws IOException {
        Path jar = jar("bad.jar", Map.of(header, value));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> reader.readBundle(jar, Particulars.NONE))
                .satisfies(e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.MODULE_MALFORMED);
                    assertThat(e.getMessage())
                            .startsWith("bad.jar cannot be used as a module")
                            .matches(text -> text.contains(header) || text.contains(" x: "), "names " + header);
                });
    }

    @Test
    @DisplayName(
            "LS-181: a last line without a line break and a line of 1,400 bytes are read as the framework reads them")
    void linesAsTheFrameworkReadsThem() throws IOException {
        String names = "a".repeat(1_400);
        byte[] manifest = ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: org.example\n"
                        + "Export-Package: " + names + "\nImport-Package: the.last")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        ModuleRelease.Bundle bundle = reader.bundle(raw(manifest), 90);

        assertThat(bundle.requirements())
                .containsExactly(needs("osgi.wiring.package", "(osgi.wiring.package=the.last)"));
        assertThat(bundle.capabilities())
                .anySatisfy(clause -> assertThat(clause.attributes()).containsEntry("osgi.wiring.package", names));
    }

    private Path raw(byte[] manifest) throws IOException {
        Path jar = folder.resolve("raw.jar");
        try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            out.write(manifest);
        }
        return jar;
    }

    @Test
    @DisplayName("LS-181: a name in the bundle's own language file is signed as people read it, not as its key")
    void namesAreLocalised() throws IOException {
        Map<String, String> headers = Map.of(
                "Bundle-Name",
                "%pluginName",
                "Bundle-Description",
                "%missing",
                "Bundle-Vendor",
                "%who",
                "Bundle-Localization",
                "plugin");
        ModuleRelease module = reader.readBundle(
                jar("named.jar", headers, Map.of("plugin.properties", "pluginName = Tariffs \\u2014 all\nwho=ACME\n")),
                Particulars.NONE);
        assertThat(module.title()).isEqualTo("Tariffs \u2014 all");
        assertThat(module.description()).isEqualTo("missing");
        assertThat(module.publisher()).isEqualTo("ACME");

        ModuleRelease byDefault = reader.readBundle(
                jar(
                        "default.jar",
                        Map.of("Bundle-Name", "%n"),
                        Map.of("OSGI-INF/l10n/bundle.properties", "n=Meters\n")),
                Particulars.NONE);
        assertThat(byDefault.title()).isEqualTo("Meters");
    }

    @Test
    @DisplayName(
            "LS-172: The texts of a bundle are those of its fragments, too, and those of a fragment its host's, as the framework"
                    + " reads them")
    void namesAreLocalisedByFragments() throws IOException {
        Path host = jar(
                "host.jar",
                Map.of(
                        "Bundle-SymbolicName", "org.example.host",
                        "Bundle-Version", "1.2.0",
                        "Bundle-Name", "%name",
                        "Bundle-Vendor", "%vendor",
                        "Bundle-Localization", "texts/own"),
                Map.of("texts/own.properties", "vendor=ACME"));
        Path texts = jar(
                "texts.jar",
                Map.of(
                        "Bundle-SymbolicName", "org.example.host.texts",
                        "Fragment-Host", "org.example.host;bundle-version=\"[1.0,2.0)\"",
                        "Bundle-Name", "%vendor",
                        "Bundle-Localization", "texts/own"),
                Map.of("texts/own.properties", "name=Tariffs"));
        Path ofAnother = jar(
                "another.jar",
                Map.of(
                        "Bundle-SymbolicName", "org.example.host.later",
                        "Fragment-Host", "org.example.host;bundle-version=\"[2.0,3.0)\"",
                        "Bundle-Name", "%vendor"),
                Map.of("texts/own.properties", "name=Wrong\nvendor=Wrong"));
        Path noBundle = Files.writeString(folder.resolve("none.jar"), "no archive");
        List<Path> together = List.of(noBundle, ofAnother, texts, host);

        ModuleRelease read = reader.readBundle(host, together, Particulars.NONE);
        assertThat(read.title()).isEqualTo("Tariffs");
        assertThat(read.publisher()).isEqualTo("ACME");
        assertThat(reader.readBundle(texts, together, Particulars.NONE).title()).isEqualTo("ACME");
        assertThat(reader.readBundle(ofAnother, together, Particulars.NONE).title())
                .isEqualTo("vendor");
        assertThat(reader.readBundle(host, Particulars.NONE).title()).isEqualTo("name");
    }

    @Test
    void noModuleMayBringWhatBelongsToThePlatform() throws IOException {
        assertRefused(
                jar("a.jar", Map.of("Export-Package", "org.eclipse.jetty.server;version=12")),
                "brings the package org.eclipse.jetty.server, which belongs to the platform");
        assertRefused(
                jar("b.jar", Map.of("Fragment-Host", "dev.lockstep.core")),
                "is a fragment of dev.lockstep.core, which belongs to the platform");
        assertRefused(jar("c.jar", Map.of("Bundle-SymbolicName", "dev.lockstep.modules")), "belongs to the platform");
        assertThat(bundle(Map.of("Export-Package", "dev.lockstep.examples.metering"))
                        .symbolicName())
                .isEqualTo("org.example");
    }

    @Test
    void aFeatureFileIsNoWayToReadOtherFiles() throws IOException {
        Path features = Files.writeString(folder.resolve("features.xml"), """
                <!DOCTYPE features [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
                <features><feature name="a" version="1.0.0"><bundle>&secret;</bundle></feature></features>""");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> reader.readFeature(features, folder, Optional.empty(), Particulars.NONE))
                .withMessageContaining("DOCTYPE is disallowed");
    }

    private void assertRefused(Path file, String reason) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> reader.readBundle(file, Particulars.NONE))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.MODULE_MALFORMED));
    }

    private ModuleRelease.Bundle bundle(Map<String, String> headers) throws IOException {
        return reader.bundle(jar("bundle.jar", headers), 90);
    }

    private static Clause needs(String namespace, String filter) {
        return new Clause(namespace, Map.of(), Map.of("filter", filter));
    }

    private static Clause optional(String namespace, String filter) {
        return new Clause(namespace, Map.of(), Map.of("filter", filter, "resolution", "optional"));
    }

    private Path jar(String name, Map<String, String> headers) throws IOException {
        return jar(name, headers, Map.of());
    }

    private Path jar(String name, Map<String, String> headers, Map<String, String> files) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.example");
        headers.forEach(manifest.getMainAttributes()::putValue);
        Path jar = folder.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(("Manifest-Version: 1.0\n" + file.getValue())
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return jar;
    }
}
