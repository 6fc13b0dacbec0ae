package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.OSGiHeader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, read from the manifests of the packed bundles. */
class ArchitectureIT {
    private static final String CORE = "dev.lockstep.core";
    private static final String SIGNING = "dev.lockstep.signing";
    private static final Set<String> OURS = Set.of(
            CORE,
            SIGNING,
            "dev.lockstep.distribution",
            "dev.lockstep.fleet",
            "dev.lockstep.external-modules",
            "dev.lockstep.client",
            "dev.lockstep.commands",
            "dev.lockstep.admin");

    @Test
    void allBundlesAreLookedAt() throws IOException {
        assertThat(manifests().keySet()).containsExactlyInAnyOrderElementsOf(OURS);
    }

    @Test
    void bundlesKnowEachOtherThroughCoreOnly() throws IOException {
        manifests()
                .forEach((bundle, manifest) -> assertThat(packages(manifest, "Import-Package"))
                        .as("what %s imports", bundle)
                        .filteredOn(name -> name.startsWith("dev.lockstep."))
                        .allMatch(name -> name.startsWith(CORE + ".")
                                || exportedBy(manifest).contains(name)
                                || (bundle.equals("dev.lockstep.fleet") && name.startsWith(SIGNING + "."))));
    }

    @Test
    void whoeverVerifiesCannotSign() throws IOException {
        manifests().forEach((bundle, manifest) -> {
            if (!bundle.equals(SIGNING) && !bundle.equals("dev.lockstep.fleet")) {
                assertThat(packages(manifest, "Import-Package"))
                        .as("what %s imports", bundle)
                        .noneMatch(name -> name.startsWith(SIGNING));
            }
        });
    }

    @Test
    void noPackageLiesInTwoBundles() throws IOException {
        Map<String, String> homes = new TreeMap<>();
        manifests()
                .forEach((bundle, manifest) -> exportedBy(manifest)
                        .forEach(name ->
                                assertThat(homes.put(name, bundle)).as(name).isNull()));
    }

    @Test
    void coreNeedsNeitherKarafNorJettyNorAnyFramework() throws IOException {
        assertThat(packages(manifests().get(CORE), "Import-Package"))
                .noneMatch(name -> name.startsWith("org.osgi.")
                        || name.startsWith("org.apache.karaf.")
                        || name.startsWith("org.eclipse.jetty."));
    }

    @Test
    void onlyTheCommandsNeedTheShell() throws IOException {
        Map<String, Manifest> manifests = manifests();
        manifests.remove("dev.lockstep.commands");
        manifests.forEach((bundle, manifest) -> assertThat(packages(manifest, "Import-Package"))
                .as("what %s imports", bundle)
                .noneMatch(name -> name.startsWith("org.apache.karaf.shell")));
    }

    @Test
    void whatPeopleUseKnowsServicesOnlyAndNothingPointsAtIt() throws IOException {
        Map<String, Manifest> manifests = manifests();
        for (String adapter : Set.of("dev.lockstep.commands", "dev.lockstep.admin")) {
            assertThat(exportedBy(manifests.get(adapter)))
                    .as("what %s exports", adapter)
                    .isEmpty();
            assertThat(packages(manifests.get(adapter), "Import-Package"))
                    .as("what %s imports", adapter)
                    .noneMatch(name -> name.startsWith(CORE + ".tuf"));
        }
    }

    @Test
    void nothingInternalIsExported() throws IOException {
        manifests()
                .forEach((bundle, manifest) -> assertThat(exportedBy(manifest))
                        .as("what %s exports", bundle)
                        .noneMatch(name -> name.contains("internal")));
    }

    @Test
    void noImportIsOptionalSoThatNoModuleCanRestartUs() throws IOException {
        manifests().forEach((bundle, manifest) -> {
            assertThat(header(manifest, "Import-Package").entrySet())
                    .as("what %s imports", bundle)
                    .noneMatch(clause -> "optional".equals(clause.getValue().get("resolution:")));
            assertThat(manifest.getMainAttributes().getValue("DynamicImport-Package"))
                    .isNull();
        });
    }

    private static Set<String> exportedBy(Manifest manifest) {
        return packages(manifest, "Export-Package");
    }

    private static Set<String> packages(Manifest manifest, String header) {
        return new TreeSet<>(header(manifest, header).keySet());
    }

    private static aQute.bnd.header.Parameters header(Manifest manifest, String header) {
        return OSGiHeader.parseHeader(manifest.getMainAttributes().getValue(header));
    }

    private static Map<String, Manifest> manifests() throws IOException {
        Map<String, Manifest> manifests = new TreeMap<>();
        for (URL url : Collections.list(ArchitectureIT.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream input = url.openStream()) {
                Manifest manifest = new Manifest(input);
                String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null && name.startsWith("dev.lockstep.")) {
                    manifests.put(name, manifest);
                }
            }
        }
        return manifests;
    }
}
