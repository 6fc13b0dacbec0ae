package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Changed;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Refused;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is chosen for an administrator, what is refused and why, on real frameworks. */
class ModuleChoicesTest {
    @TempDir
    Path folder;

    private VendorFolder vendor;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        node = new TestNode(folder.resolve("node"), vendor).start();
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    @DisplayName("LS-061 A dependency that is updated stays one, and goes with the module that needed it")
    void anUpdatedDependencyStaysOne() throws Exception {
        publish(
                TestBundle.named("library", "1.0.0").exports("lib"),
                TestBundle.named("reader", "1.0.0").imports("lib"));
        install("reader");
        publish(TestBundle.named("library", "1.1.0").exports("lib"));

        assertThat(node.modules().update("library", Optional.empty(), false, Progress.SILENT))
                .isInstanceOf(Changed.class);
        assertThat(node.modules().installed())
                .extracting(InstalledModule::name, module -> module.version().toString(), InstalledModule::requested)
                .containsExactly(tuple("library", "1.1.0", false), tuple("reader", "1.0.0", true));

        node.modules().remove("reader", false, Progress.SILENT);
        assertThat(node.modules().installed()).isEmpty();

        install("reader");
        install("library");
        node.modules().remove("reader", false, Progress.SILENT);
        assertThat(node.modules().installed())
                .as("whoever installs it by name keeps it")
                .extracting(InstalledModule::name)
                .containsExactly("library");
    }

    @Test
    @DisplayName(
            "LS-061 Of two modules with one singleton the second is refused before anything happens, and the first is named")
    void singletonsAreKnownBefore() throws Exception {
        publish(singleton("tables", "1.0.0").header("Bundle-SymbolicName", "grid;singleton:=true"));
        publish(singleton("charts", "2.0.0").header("Bundle-SymbolicName", "grid;singleton:=true"));
        assertThat(install("grid", "1.0.0")).isInstanceOf(Changed.class);
        // Both have the bundle grid; as features they are modules of their own.
        vendor.sign(List.of(
                feature("tables", "grid", "1.0.0"),
                feature("charts", "grid", "2.0.0"),
                feature("maps", "grid", "1.0.0")));

        for (boolean simulate : new boolean[] {true, false}) {
            Refused refused = (Refused) node.modules().install("charts", Optional.empty(), simulate, Progress.SILENT);
            assertThat(refused.problem().toString())
                    .contains("Module charts cannot be installed")
                    .contains("grid 2.0.0 cannot run beside that of the module grid 1.0.0");
        }
        assertThat(install("maps")).as("the same bytes may be shared").isInstanceOf(Changed.class);
    }

    @Test
    @DisplayName("LS-061 What can never be installed here says in the catalogue why, and a refusal says the same")
    void theCatalogueSaysWhatTheRefusalSays() throws Exception {
        var context = node.framework().context();
        for (TestBundle bundle : List.of(
                TestBundle.named("json", "1.0.0").exports("json"),
                TestBundle.named("dev.lockstep.part", "1.0.0").imports("json"))) {
            context.installBundle(bundle.jar(folder).toUri().toString()).start();
        }
        publish(TestBundle.named("newer", "2.0.0").exports("json"));

        CatalogueEntry entry = node.modules().catalogue().get(0);

        assertThat(entry.problem().orElseThrow().toString()).contains("which Lockstep itself uses from the platform");
        assertThat(((Refused) install("newer")).problem())
                .isEqualTo(entry.problem().get());
    }

    @Test
    @DisplayName("LS-063 A change of modules on a computer that follows a server is refused, and says where to make it")
    void aFollowerDecidesNothing() throws Exception {
        publish(TestBundle.named("library", "1.0.0").exports("lib"));
        node.following();
        for (ChangeOutcome outcome : List.of(
                install("library"),
                node.modules().update("library", Optional.empty(), false, Progress.SILENT),
                node.modules().remove("library", true, Progress.SILENT))) {
            assertThat(((Refused) outcome).problem().toString())
                    .contains("the next check would undo the change. Make it there")
                    .contains("LS-MODULE-DECIDED-ELSEWHERE");
        }
        assertThat(node.modules()
                        .converge(
                                List.of(new AssignedModule("library", Version.parse("1.0.0"))), false, Progress.SILENT))
                .isInstanceOf(Changed.class);
    }

    @Test
    @DisplayName("LS-181: an execution environment that may be one of several is met by any of them, as for Karaf")
    void aFilterWithAnOr() throws Exception {
        publish(TestBundle.named("driver", "42.7.0")
                .header(
                        "Require-Capability",
                        "osgi.ee;filter:=\"(&(|(osgi.ee=J2SE)(osgi.ee=JavaSE))(version>=1.8))\""));
        assertThat(install("driver")).isInstanceOf(Changed.class);
    }

    @Test
    @DisplayName("LS-181: what a server never mirrored is named at its clients, with where to install it")
    void whatTheServerNeverMirrored() throws Exception {
        publish(TestBundle.named("library", "1.0.0").exports("lib"));
        publish(TestBundle.named("other", "1.0.0"));
        Files.delete(vendor.description(vendor.published("other", "1.0.0")));
        node.following();

        assertThat(node.modules().catalogue())
                .extracting(CatalogueEntry::name, entry -> entry.problem().isPresent())
                .containsExactly(tuple("library", false), tuple("other", true));
        assertThat(node.modules().catalogue().get(1).problem().orElseThrow().toString())
                .contains("The vendor offers the module other 1.0.0, but")
                .contains("Install it there");
    }

    @Test
    void severalModulesAreFetchedInOneStep() throws Exception {
        publish(
                TestBundle.named("library", "1.0.0").exports("lib"),
                TestBundle.named("reader", "1.0.0").imports("lib"));
        List<String> steps = new ArrayList<>();

        node.modules().install("reader", Optional.empty(), false, (step, done, total) -> {
            String begun = step + " " + total;
            if (total > 0 && !steps.contains(begun)) {
                steps.add(begun);
            }
        });

        assertThat(steps).hasSize(1);
    }

    private TestBundle singleton(String text, String version) {
        return TestBundle.named("grid", version).entry("text", text);
    }

    private ModuleRelease feature(String name, String module, String version) {
        var signed = vendor.published(module, version);
        return new ModuleRelease(name, signed.version(), name, "", "", List.of(), signed.platform(), signed.bundles());
    }

    private void publish(TestBundle... bundles) throws Exception {
        List<Path> jars = new ArrayList<>();
        for (TestBundle bundle : bundles) {
            jars.add(bundle.jar(folder));
        }
        vendor.publish(jars, Particulars.NONE);
    }

    private ChangeOutcome install(String name) {
        return node.modules().install(name, Optional.empty(), false, Progress.SILENT);
    }

    private ChangeOutcome install(String name, String version) {
        return node.modules().install(name, Optional.of(Version.parse(version)), false, Progress.SILENT);
    }
}
