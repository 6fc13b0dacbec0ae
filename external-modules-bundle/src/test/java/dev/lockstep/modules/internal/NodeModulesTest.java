package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Changed;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Refused;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.RolledBack;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Simulated;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** What an administrator and an update agent do with modules, on real frameworks. */
class NodeModulesTest {
    private static final TestBundle LIBRARY =
            TestBundle.named("library", "1.0.0").exports("lib");
    private static final TestBundle READER = TestBundle.named("reader", "1.0.0")
            .imports("lib,org.osgi.framework")
            .activator(Activators.Good.class);
    private static final TestBundle CLOCK = TestBundle.named("clock", "1.0.0").activator(Activators.Good.class);

    @TempDir
    Path folder;

    private VendorFolder vendor;
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void publish() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        publish(LIBRARY, READER, CLOCK);
    }

    @AfterEach
    void stop() throws Exception {
        for (TestNode node : nodes) {
            node.close();
        }
    }

    @Test
    @DisplayName("LS-060 LS-061 The administrator installs a module from the catalogue; what it needs comes with it")
    void installFromTheCatalogue() throws Exception {
        TestNode server = node("server").distributing().start();
        assertThat(server.modules().catalogue())
                .extracting(CatalogueEntry::name)
                .containsExactly("clock", "library", "reader");

        assertThat(install(server, "reader"))
                .isEqualTo(new Changed(List.of(
                        Sentence.of("module.install-needed", Map.of("module", "library 1.0.0")),
                        Sentence.of("module.install", Map.of("module", "reader 1.0.0")))));

        assertThat(server.framework().bundles()).containsExactly("library 1.0.0 active", "reader 1.0.0 active");
        assertThat(server.modules().installed())
                .containsExactly(active("library", "1.0.0", false), active("reader", "1.0.0", true));
    }

    @Test
    @DisplayName(
            "LS-185: A server without its backup takes nothing from its clients before somebody has said what becomes of it")
    void aServerWithoutItsBackup() throws Exception {
        TestNode server = node("server").distributing().start();
        server.below = List.of(
                client("one", Map.of("reader", "1.0.0", "library", "1.0.0")), client("two", Map.of("clock", "1.0.0")));
        assertThat(server.modules().undecided())
                .extracting(AssignedModule::name)
                .containsExactly("clock", "library", "reader");

        ChangeOutcome outcome = install(server, "library");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Changed.class,
                        changed -> assertThat(changed.leftOut())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.toString())
                                        .contains(
                                                "clock 1.0.0, reader 1.0.0", "module:adopt", "LS-MODULES-UNDECIDED")));
        assertThat(server.told).as("what the clients were told").noneMatch(told -> told.startsWith("assign"));

        assertThat(server.modules().adopt(Set.of("reader"), false, Progress.SILENT))
                .isInstanceOf(Changed.class);

        assertThat(server.told).contains("assign [library 1.0.0, reader 1.0.0] without [clock]");
        assertThat(server.modules().undecided()).isEmpty();
        assertThat(server.modules().undecidedProblem()).isEmpty();
    }

    @Test
    @DisplayName("LS-185: A computer that first reports after the answer is asked about, too, and holds up no change")
    void aComputerThatComesLate() throws Exception {
        TestNode server = node("server").distributing().start();
        install(server, "library");
        assertThat(server.told).contains("assign [library 1.0.0]");
        server.below = List.of(client("late", Map.of("reader", "1.0.0", "library", "1.0.0", "gone", "7.0.0")));
        assertThat(server.modules().undecided())
                .extracting(AssignedModule::name)
                .containsExactly("gone", "reader");
        assertThat(server.modules().undecidedProblem().orElseThrow().toString())
                .contains("gone 7.0.0, reader 1.0.0", "module:adopt");

        install(server, "clock");
        assertThat(server.told)
                .as("the others get what they are to have")
                .contains("assign [clock 1.0.0, library 1.0.0]");
        assertThat(server.modules().undecided()).hasSize(2);

        assertThat(server.modules().adopt(Set.of("reader"), true, Progress.SILENT))
                .isInstanceOf(ChangeOutcome.Simulated.class);
        assertThat(server.modules().undecided()).as("after a simulation").hasSize(2);
        server.modules().adopt(Set.of("reader"), false, Progress.SILENT);

        assertThat(server.told).contains("assign [clock 1.0.0, library 1.0.0, reader 1.0.0] without [gone]");
        assertThat(server.modules().undecided()).isEmpty();
    }

    @Test
    @DisplayName("LS-185: The answer that nothing of it stays is told to the computers, too")
    void noneStays() throws Exception {
        TestNode server = node("server").distributing().start();
        install(server, "library");
        server.below = List.of(client("late", Map.of("gone", "7.0.0")));

        server.modules().adopt(Set.of(), false, Progress.SILENT);

        assertThat(server.told).contains("assign [library 1.0.0] without [gone]");
        assertThat(server.modules().undecided()).isEmpty();
    }

    @Test
    @DisplayName("LS-185: A module that clients have and nobody offers keeps them all until it is left out by name")
    void aModuleThatNobodyOffers() throws Exception {
        TestNode server = node("server").distributing().start();
        server.below = List.of(client("one", Map.of("reader", "1.0.0", "gone", "7.0.0")));

        assertThat(server.modules().adopt(Set.of("reader", "gone"), false, Progress.SILENT))
                .isInstanceOfSatisfying(
                        Changed.class,
                        changed -> assertThat(changed.leftOut())
                                .extracting(problem -> problem.code().code())
                                .contains("LS-MODULE-UNKNOWN", "LS-MODULES-UNDECIDED"));
        assertThat(server.told).noneMatch(told -> told.startsWith("assign"));

        server.modules().adopt(Set.of("reader"), false, Progress.SILENT);
        assertThat(server.told).anyMatch(told -> told.startsWith("assign") && told.contains("reader 1.0.0"));
    }

    private static ComputerReport client(String id, Map<String, String> modules) {
        TreeMap<String, Version> versions = new TreeMap<>();
        modules.forEach((name, version) -> versions.put(name, Version.parse(version)));
        return new ComputerReport(
                id,
                id,
                "linux-x64",
                new TreeMap<>(),
                versions,
                true,
                false,
                List.of(),
                "idle",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Test
    @DisplayName(
            "LS-171: what a module brings is on the guard's list before it is installed, and leaves it with the module")
    void whatAModuleBringsIsOnTheGuardsList() throws Exception {
        TestNode server = node("server").distributing().start();
        GuardList list = server.guardList();
        Map<String, Boolean> listed = new TreeMap<>();
        server.framework().context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.INSTALLED || event.getType() == BundleEvent.UPDATED) {
                String name = event.getBundle().getSymbolicName() + " "
                        + event.getBundle().getVersion();
                try {
                    listed.put(name, list.read().containsValue(name));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        install(server, "reader");
        publish(TestBundle.named("library", "1.1.0").exports("lib"));
        install(server, "library");

        assertThat(listed).isEqualTo(Map.of("library 1.0.0", true, "library 1.1.0", true, "reader 1.0.0", true));
        assertThat(list.read().values()).containsExactlyInAnyOrder("library 1.1.0", "reader 1.0.0");
        server.modules().remove("reader", false, Progress.SILENT);
        server.modules().remove("library", false, Progress.SILENT);
        assertThat(list.read()).isEmpty();
    }

    @Test
    void aCatalogueAndASimulationAskTheSourceOnceHoweverManyModulesThereAre() throws Exception {
        TestNode server = node("server").start();
        server.asked.clear();
        assertThat(server.modules().catalogue()).hasSize(3);
        assertThat(server.asked).containsExactly("refresh");

        server.asked.clear();
        assertThat(server.modules().install("reader", Optional.empty(), true, Progress.SILENT))
                .isInstanceOf(Simulated.class);
        assertThat(server.asked).containsExactly("refresh");
    }

    @Test
    @DisplayName("LS-065 Nothing is assigned before it is mirrored, and what is assigned is the whole set")
    void mirroredBeforeAssigned() throws Exception {
        TestNode server = node("server").distributing().start();
        install(server, "reader");
        install(server, "clock");
        assertThat(server.told)
                .containsExactly(
                        "mirror library 1.0.0",
                        "mirror reader 1.0.0",
                        "assign [library 1.0.0, reader 1.0.0]",
                        "mirror clock 1.0.0",
                        "assign [clock 1.0.0, library 1.0.0, reader 1.0.0]");
    }

    @Test
    void whileTheVendorsWordIsStaleModulesCanBeRemovedAndNoneCanBeAdded() throws Exception {
        TestNode server = node("server").distributing().start();
        install(server, "clock");
        server.after(Duration.ofDays(40));

        assertThat(install(server, "reader"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.VENDOR_STALE));
        assertThat(server.framework().bundles()).containsExactly("clock 1.0.0 active");
        assertThat(server.modules().remove("clock", false, Progress.SILENT)).isInstanceOf(Changed.class);
    }

    @Test
    void whatTheServerCannotStartIsNotAssigned() throws Exception {
        publish(TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class));
        TestNode server = node("server").distributing().start();
        ChangeOutcome outcome = install(server, "bad");
        assertThat(((RolledBack) outcome).problem().text(Locale.ENGLISH))
                .isEqualTo("Module bad 1.0.0 did not start: bad 1.0.0: no meter is connected. The modules that were"
                        + " active before are active again.");
        assertThat(server.told).containsExactly("mirror bad 1.0.0");
        assertThat(server.framework().bundles()).isEmpty();
        assertThat(server.modules().installed()).isEmpty();
    }

    @Test
    void aSimulationChangesNothingAndSaysWhatWillBeRefreshed() throws Exception {
        TestNode server = node("server").distributing().start();
        install(server, "reader");
        publish(TestBundle.named("library", "1.1.0").exports("lib"));
        server.told.clear();

        assertThat(server.modules().install("library", Optional.empty(), true, Progress.SILENT))
                .isEqualTo(new Simulated(
                        List.of(Sentence.of("module.update", Map.of("module", "library 1.0.0", "version", "1.1.0"))),
                        List.of("reader 1.0.0")));

        assertThat(server.framework().bundles()).contains("library 1.0.0 active");
        assertThat(server.told).isEmpty();
    }

    @Test
    @DisplayName("LS-062 LS-065 LS-068 LS-069 LS-070 A client takes exactly the assigned set: more, newer, fewer, none")
    void clientsFollow() throws Exception {
        TestNode client = node("client").start();
        assertThat(converge(client, "library 1.0.0", "reader 1.0.0")).isInstanceOf(Changed.class);
        assertThat(client.framework().bundles()).containsExactly("library 1.0.0 active", "reader 1.0.0 active");

        publish(TestBundle.named("library", "1.1.0").exports("lib"));
        assertThat(converge(client, "library 1.1.0", "reader 1.0.0"))
                .isEqualTo(new Changed(
                        List.of(Sentence.of("module.update", Map.of("module", "library 1.0.0", "version", "1.1.0")))));
        assertThat(client.framework().bundles()).containsExactly("library 1.1.0 active", "reader 1.0.0 active");
        assertThat(converge(client, "library 1.1.0", "reader 1.0.0")).isEqualTo(new Changed(List.of()));

        converge(client, "library 1.1.0");
        assertThat(client.framework().bundles()).containsExactly("library 1.1.0 active");

        assertThat(converge(client))
                .isEqualTo(new Changed(List.of(Sentence.of("module.remove", Map.of("module", "library 1.1.0")))));
        assertThat(client.framework().bundles()).isEmpty();
        assertThat(client.told).isEmpty();
    }

    @Test
    @DisplayName("LS-071 The same version with other bytes is found by its hash and refused")
    void otherBytes() throws Exception {
        TestNode client = node("client").start();
        converge(client, "clock 1.0.0");
        converge(client);
        publish(TestBundle.named("clock", "1.0.0").exports("other.contents"));
        client.modules().catalogue();

        assertThat(((Refused) converge(client, "clock 1.0.0")).problem().text(Locale.ENGLISH))
                .isEqualTo(
                        "Module clock 1.0.0 is already known with other contents under the same version. It is refused.");
        assertThat(client.framework().bundles()).isEmpty();
    }

    @Test
    @DisplayName("LS-071 Other bytes under a version that is installed are found, too, and what runs goes on")
    void otherBytesOfWhatIsInstalled() throws Exception {
        TestNode client = node("client").start();
        converge(client, "clock 1.0.0");
        publish(TestBundle.named("clock", "1.0.0").exports("other.contents"));
        client.modules().catalogue();
        assertThat(((Refused) converge(client, "clock 1.0.0")).problem().code()).isEqualTo(ProblemCode.MODULE_CONFLICT);
        assertThat(client.framework().bundle("clock").getEntry("other/contents/is.here"))
                .isNull();
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
    }

    @Test
    @DisplayName("LS-072 A module for another platform version is not loaded, the reason is shown, the others run")
    void otherPlatform() throws Exception {
        publish(TestBundle.named("future", "1.0.0").header("Lockstep-Platform", "[2.0.0,3.0.0)"));
        TestNode client = node("client").start();

        assertThat(converge(client, "clock 1.0.0", "future 1.0.0")).isInstanceOf(Changed.class);

        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
        InstalledModule future = client.modules().installed().get(1);
        assertThat(future.state()).isEqualTo(ModuleState.NOT_LOADED).hasToString("not loaded");
        assertThat(future.problem().orElseThrow().text(Locale.ENGLISH))
                .isEqualTo("Module future 1.0.0 is for platform versions [2.0.0,3.0.0); this computer runs 1.0.0.");

        List<CatalogueEntry> catalogue = client.modules().catalogue();
        assertThat(catalogue.get(catalogue.size() - 1).name()).isEqualTo("future");
        assertThat(((Refused) install(client, "future")).problem().code()).isEqualTo(ProblemCode.MODULE_INCOMPATIBLE);
    }

    @Test
    @DisplayName("LS-073 Before a platform update it is said which installed modules it breaks")
    void brokenByARelease() throws Exception {
        publish(TestBundle.named("old", "1.0.0").header("Lockstep-Platform", "[1.0.0,2.0.0)"));
        TestNode client = node("client").start();
        converge(client, "old 1.0.0", "clock 1.0.0");
        assertThat(client.modules().incompatibleWith(Version.parse("1.5.0"))).isEmpty();
        assertThat(client.modules().incompatibleWith(Version.parse("2.0.0")))
                .extracting(problem -> problem.text(Locale.ENGLISH))
                .containsExactly("Module old 1.0.0 is for platform versions [1.0.0,2.0.0); this computer runs 2.0.0.");
        client.runs("2.0.0");
        client.close();
        client.start();
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
    }

    @Test
    @DisplayName("LS-075 A module for other components is handed on, not loaded")
    void otherComponents() throws Exception {
        publish(TestBundle.named("screen", "1.0.0").header("Lockstep-Components", "workstation"));
        TestNode server = node("server").distributing().with("metering-server").start();
        TestNode workstation = node("workstation").with("workstation").start();

        assertThat(install(server, "screen")).isInstanceOf(Changed.class);
        assertThat(server.framework().bundles()).isEmpty();
        assertThat(server.told).containsExactly("mirror screen 1.0.0", "assign [screen 1.0.0]");
        assertThat(server.modules().installed().get(0).state()).isEqualTo(ModuleState.NOT_FOR_THIS_COMPUTER);

        converge(workstation, "screen 1.0.0");
        assertThat(workstation.framework().bundles()).containsExactly("screen 1.0.0 active");
    }

    @Test
    @DisplayName(
            "LS-075: a module with native code is installed by a server of any system for the computers that it fits")
    void nativeCodeOfAnotherSystem() throws Exception {
        TestBundle driver = TestBundle.named("driver", "1.0.0")
                .exports("driver")
                .entry("win/driver.dll", "code")
                .entry("mac/driver.dylib", "code")
                .header(
                        "Bundle-NativeCode",
                        "win/driver.dll;osname=win32;processor=x86-64,mac/driver.dylib;osname=macosx;processor=aarch64");
        TestBundle user = TestBundle.named("driver.user", "1.0.0").imports("driver");
        TestBundle portable = TestBundle.named("portable", "1.0.0")
                .entry("lib.so", "code")
                .header("Bundle-NativeCode", "lib.so;osname=hpux,*");
        publish(driver, user, portable);
        TestNode server = node("server").distributing().startOn("linux", "x86-64");

        assertThat(server.modules().catalogue())
                .filteredOn(entry -> entry.name().equals("driver"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.problem()).isEmpty();
                    assertThat(entry.remarks().toString())
                            .contains("win32 (x86-64), macosx (aarch64)", "this computer is linux (x86-64)");
                });
        assertThat(server.modules()
                        .install("driver.user", Optional.empty(), true, Progress.SILENT)
                        .toString())
                .contains("win32 (x86-64)", "only handed on");
        assertThat(install(server, "driver.user")).isInstanceOf(Changed.class);
        assertThat(install(server, "portable")).isInstanceOf(Changed.class);

        assertThat(server.told).contains("assign [driver 1.0.0, driver.user 1.0.0, portable 1.0.0]");
        assertThat(server.told).contains("mirror driver 1.0.0", "mirror driver.user 1.0.0");
        assertThat(server.framework().bundles()).containsExactly("portable 1.0.0 active");
        assertThat(server.modules().installed())
                .extracting(
                        InstalledModule::name,
                        InstalledModule::state,
                        module -> module.problem().isPresent())
                .containsExactly(
                        tuple("driver", ModuleState.NOT_FOR_THIS_COMPUTER, false),
                        tuple("driver.user", ModuleState.NOT_FOR_THIS_COMPUTER, false),
                        tuple("portable", ModuleState.ACTIVE, false));
        assertThat(server.modules().installed().get(0).remarks().get(0).text(Locale.ENGLISH))
                .isEqualTo("its native code is for win32 (x86-64), macosx (aarch64); this computer is linux (x86-64)");
        assertThat(server.modules().installed().get(1).remarks().get(0).text(Locale.ENGLISH))
                .isEqualTo("it needs the module driver 1.0.0, which is not for this computer");

        List<AssignedModule> assigned = server.modules().modules().stream()
                .map(AvailableModules::assigned)
                .toList();
        TestNode windows = node("windows").following().startOn("windows10", "x86-64");
        assertThat(windows.modules().converge(assigned, false, Progress.SILENT)).isInstanceOf(Changed.class);
        assertThat(windows.framework().bundles())
                .containsExactly("driver 1.0.0 active", "driver.user 1.0.0 active", "portable 1.0.0 active");
        TestNode arm = node("arm").following().startOn("windows10", "aarch64");
        assertThat(arm.modules().converge(assigned, false, Progress.SILENT)).isInstanceOf(Changed.class);
        assertThat(arm.framework().bundles()).containsExactly("portable 1.0.0 active");
        assertThat(arm.modules().installed().get(0).remarks().toString()).contains("win32");
    }

    @Test
    @DisplayName("LS-076 A module's identity is its symbolic name: a file with another name is no second module")
    void identity() throws Exception {
        TestNode server = node("server").start();
        Path file = CLOCK.jar(folder);
        Path copy = Files.copy(file, folder.resolve("quite-another-name.jar"));
        assertThat(server.modules().submit(file, true).module().name()).isEqualTo("clock");
        assertThat(server.modules().submitted()).isEmpty();
        assertThat(server.modules().submit(file, false).module().name()).isEqualTo("clock");
        assertThat(server.modules().submit(copy, false).module().name()).isEqualTo("clock");
        assertThat(server.modules().submitted()).hasSize(1);
        Path other =
                TestBundle.named("clock", "1.0.0").exports("other").jar(Files.createDirectory(folder.resolve("o")));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> server.modules().submit(other, true))
                .withMessageContaining("Module clock 1.0.0 is already known with other contents");
    }

    @Test
    @DisplayName("LS-067 A module from a file is not offered before it is approved, and then shared like any other")
    void fromAFile() throws Exception {
        TestNode server = node("server").distributing().start();
        server.modules()
                .submit(
                        TestBundle.named("own", "1.0.0")
                                .activator(Activators.Good.class)
                                .jar(folder),
                        false);
        assertThat(((Refused) install(server, "own")).problem().text(Locale.ENGLISH))
                .isEqualTo("Module own 1.0.0 comes from a file and has not been approved. An administrator must approve"
                        + " it first.");

        server.approve("own");
        assertThat(server.modules().submitted())
                .singleElement()
                .satisfies(own -> assertThat(own.approved()).isTrue());
        assertThat(server.modules().catalogue())
                .extracting(CatalogueEntry::name)
                .contains("own");
        assertThat(install(server, "own")).isInstanceOf(Changed.class);
        assertThat(server.framework().bundles()).containsExactly("own 1.0.0 active");
        assertThat(server.told).containsExactly("mirror own 1.0.0", "assign [own 1.0.0]");
    }

    @Test
    @DisplayName("LS-124 The module list comes back from a backup: the same modules, asked for or needed as before")
    void theListComesBack() throws Exception {
        TestNode server = node("server").start();
        install(server, "reader");
        byte[] list = server.modules().list();
        TestNode reinstalled = node("reinstalled").start();

        assertThat(reinstalled.modules().restoreList(list)).isEmpty();

        assertThat(reinstalled.framework().bundles())
                .isEqualTo(server.framework().bundles());
        assertThat(reinstalled.modules().installed()).isEqualTo(server.modules().installed());
        assertThatExceptionOfType(java.io.IOException.class)
                .isThrownBy(() -> reinstalled.modules().restoreList(new byte[] {'{', '}'}))
                .withMessageContaining("it is no module list");
        assertThat(reinstalled.modules().installed()).hasSize(2);
    }

    @Test
    @DisplayName("LS-140 The audit log says which modules came, from where and with which bytes, and which could not")
    void audited() throws Exception {
        TestNode server = node("server").start();
        Path own = TestBundle.named("own", "1.0.0")
                .activator(Activators.Good.class)
                .jar(folder);
        server.modules().submit(own, true);
        server.modules().install("reader", Optional.empty(), true, Progress.SILENT);
        assertThat(server.audited).as("nothing was done").isEmpty();

        server.modules().submit(own, false);
        install(server, "own");
        install(server, "own");
        server.approve("own");
        install(server, "own");
        install(server, "reader");
        remove(server, "reader");
        assertThat(server.audited)
                .extracting(
                        AuditEvent::action, AuditEvent::subject, AuditEvent::to, AuditEvent::source, AuditEvent::result)
                .containsExactly(
                        tuple("submit module", "own", "1.0.0", "a file of this computer", "submitted"),
                        tuple(
                                "change modules",
                                "own 1.0.0",
                                "",
                                "",
                                "refused: Module own 1.0.0 comes from a file and has not been approved. An administrator"
                                        + " must approve it first. [LS-MODULE-UNAPPROVED]"),
                        tuple("install module", "own", "1.0.0", "a file of this computer", "installed"),
                        tuple("install module", "library", "1.0.0", "the catalogue", "installed"),
                        tuple("install module", "reader", "1.0.0", "the catalogue", "installed"),
                        tuple("remove module", "library", "", "", "removed"),
                        tuple("remove module", "reader", "", "", "removed"));
        assertThat(server.audited.get(2).sha256())
                .isEqualTo(server.audited.get(0).sha256())
                .isEqualTo(Digest.of(Files.readAllBytes(own)).hex());
    }

    @Test
    void whatAnotherModuleNeedsIsNotRemovedAndWhatNobodyNeedsGoesWithIt() throws Exception {
        TestNode server = node("server").start();
        install(server, "reader");
        install(server, "library");
        assertThat(((Refused) remove(server, "library")).problem().text(Locale.ENGLISH))
                .isEqualTo("Module library is needed by reader. Remove these first.");
        assertThat(remove(server, "reader"))
                .isEqualTo(new Changed(List.of(Sentence.of("module.remove", Map.of("module", "reader 1.0.0")))));
        install(server, "reader");
        assertThat(remove(server, "library")).isInstanceOf(Refused.class);
        remove(server, "reader");
        assertThat(remove(server, "library"))
                .isEqualTo(new Changed(List.of(Sentence.of("module.remove", Map.of("module", "library 1.0.0")))));
        assertThat(server.framework().bundles()).isEmpty();
    }

    @Test
    void anUnknownModuleAndAMissingRequirementAreSaidInWords() throws Exception {
        publish(TestBundle.named("needy", "1.0.0").imports("no.such;version=\"[1,2)\""));
        TestNode server = node("server").start();
        assertThat(((Refused) install(server, "nothing")).problem().text(Locale.ENGLISH))
                .isEqualTo("There is no module nothing in the catalogue.");
        assertThat(((Refused) install(server, "needy")).problem().text(Locale.ENGLISH))
                .isEqualTo("Module needy cannot be installed: the bundle needy 1.0.0 needs the package no.such, version"
                        + " 1.0.0 or newer, before 2.0.0, which neither this computer nor the catalogue has.");
    }

    @Test
    @DisplayName("LS-157 A module is fetched as slowly as the computer's rate limit says")
    void withinTheRateLimit() throws Exception {
        TestNode free = node("free").start();
        converge(free, "library 1.0.0");
        assertThat(free.paused).hasValue(0);
        TestNode slow = node("slow").start();
        slow.bytesPerSecond = 1;
        converge(slow, "library 1.0.0");
        assertThat(slow.paused).hasPositiveValue();
    }

    @Test
    @DisplayName("With a fresh framework cache the modules are restored from the store, without asking anybody")
    void freshCache() throws Exception {
        TestNode client = node("client").start();
        converge(client, "library 1.0.0", "reader 1.0.0");
        client.close();
        deleteVendor();
        client.start("another-cache");
        assertThat(client.framework().bundles()).containsExactly("library 1.0.0 active", "reader 1.0.0 active");
    }

    @Test
    void aModuleThatCannotBeHadAnyMoreHoldsUpNoOther() throws Exception {
        TestNode client = node("client").start();
        converge(client, "library 1.0.0", "reader 1.0.0", "clock 1.0.0");
        byte[] list = client.modules().list();
        ModuleRelease clock = client.modules().modules().get(0);
        client.close();
        Path source = Files.move(vendor.folder(), folder.resolve("unreachable"));
        Files.delete(client.store().find(clock.bundles().get(0).blob()).orElseThrow());

        client.start();
        assertThat(client.framework().bundles())
                .as("what the framework has already needs no payload")
                .containsExactly("clock 1.0.0 active", "library 1.0.0 active", "reader 1.0.0 active");
        client.close();
        client.start("another-cache");
        assertThat(client.framework().bundles()).containsExactly("library 1.0.0 active", "reader 1.0.0 active");
        assertThat(client.modules().installed())
                .extracting(InstalledModule::name, InstalledModule::state)
                .contains(tuple("clock", ModuleState.NOT_LOADED), tuple("reader", ModuleState.ACTIVE));
        assertThat(client.modules().restoreList(list).map(Problem::code)).contains(ProblemCode.NOT_READABLE);

        Files.move(source, vendor.folder());
        assertThat(client.modules().restoreList(list)).isEmpty();
        assertThat(client.framework().bundles())
                .containsExactly("clock 1.0.0 active", "library 1.0.0 active", "reader 1.0.0 active");
    }

    @Test
    @DisplayName("LS-074 A node that is killed in the middle of a change comes back with the former set")
    void killedInTheMiddle() throws Exception {
        TestNode client = node("client").start();
        converge(client, "library 1.0.0");
        // What a kill leaves behind: the attempt written down, some bundles changed, some new, nothing finished.
        ModuleListFile file = new ModuleListFile(client.folder().resolve("modules/modules.json"));
        file.write(file.read().orElseThrow().withAttempt(List.of("clock 1.0.0")));
        try (var in = Files.newInputStream(
                TestBundle.named("library", "9.0.0").exports("lib").jar(folder))) {
            client.framework().bundle("library").update(in);
        }
        try (var in = Files.newInputStream(CLOCK.jar(folder))) {
            client.framework().context().installBundle("lockstep:clock", in).start();
        }
        client.close();

        client.start();

        assertThat(client.framework().bundles()).containsExactly("library 1.0.0 active");
        assertThat(file.read().orElseThrow().failures().get("clock 1.0.0"))
                .isEqualTo(new ModuleList.Failure(1, "the node stopped while it was being installed"));
    }

    @Test
    @DisplayName("LS-074 Wherever a change is cut off, the next start has the former set or the new one, complete")
    void killedAnywhere() throws Exception {
        publish(TestBundle.named("library", "1.1.0").exports("lib"));
        TestNode client = node("client").start();
        converge(client, "library 1.0.0", "reader 1.0.0");
        List<String> former = client.framework().bundles();
        int kills = 0;
        boolean killed = true;
        while (killed) {
            kills++;
            client.killedAt(kills);
            try {
                converge(client, "clock 1.0.0", "library 1.1.0");
                killed = false;
            } catch (TestNode.Killed expected) {
                client.killedAt(0).close();
                client.start();
                assertThat(client.framework().bundles())
                        .as("after kill %s", kills)
                        .isEqualTo(former);
                ModuleListFile file = new ModuleListFile(client.folder().resolve("modules/modules.json"));
                file.write(file.read().orElseThrow().withoutFailures(List.of("clock 1.0.0", "library 1.1.0")));
                client.close();
                client.start();
            }
        }
        assertThat(kills).isGreaterThan(5);
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active", "library 1.1.0 active");
    }

    @Test
    @DisplayName("LS-079 A module that fails again and again is held off and reported, and the others come")
    void heldOff() throws Exception {
        publish(TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class));
        TestNode client = node("client").start();
        for (int i = 0; i < 3; i++) {
            assertThat(converge(client, "bad 1.0.0", "clock 1.0.0")).isInstanceOf(RolledBack.class);
            assertThat(client.framework().bundles()).isEmpty();
        }
        assertThat(converge(client, "bad 1.0.0", "clock 1.0.0")).isInstanceOf(Changed.class);
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
        InstalledModule bad = client.modules().installed().get(0);
        assertThat(bad.state()).isEqualTo(ModuleState.HELD_OFF);
        assertThat(bad.problem().map(Problem::code)).contains(ProblemCode.VERSION_HELD_OFF);

        assertThat(install(client, "bad")).isInstanceOf(RolledBack.class);
    }

    @Test
    void aModuleThatFailsAfterARestartIsLeftOutAndTheOthersRun() throws Exception {
        publish(TestBundle.named("moody", "1.0.0").activator(Activators.Moody.class));
        TestNode client = node("client").start();
        converge(client, "moody 1.0.0", "clock 1.0.0");
        client.close();
        System.setProperty("moody", "true");
        try {
            client.start("another-cache");
            assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
            InstalledModule moody = client.modules().installed().get(1);
            assertThat(moody.state()).isEqualTo(ModuleState.NOT_LOADED);
            assertThat(moody.problem().orElseThrow().text(Locale.ENGLISH))
                    .startsWith("Module moody did not start: moody 1.0.0: not today.");
        } finally {
            System.clearProperty("moody");
        }
        converge(client, "moody 1.0.0", "clock 1.0.0");
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active", "moody 1.0.0 active");
    }

    @Test
    void aModuleThatStoppedAndDoesNotStartAgainHoldsUpNoOther() throws Exception {
        publish(
                TestBundle.named("moody", "1.0.0").exports("mood").activator(Activators.Moody.class),
                TestBundle.named("needy", "1.0.0").imports("mood"));
        TestNode client = node("client").start();
        converge(client, "moody 1.0.0");
        client.framework().bundle("moody").stop();
        InstalledModule stopped = client.modules().installed().get(0);
        assertThat(stopped.state()).isEqualTo(ModuleState.NOT_LOADED);
        assertThat(stopped.problem().orElseThrow().text(Locale.ENGLISH))
                .startsWith("Module moody did not start: the bundle moody 1.0.0 was stopped.");
        System.setProperty("moody", "true");
        try {
            assertThat(((RolledBack) converge(client, "moody 1.0.0", "needy 1.0.0"))
                            .problem()
                            .text(Locale.ENGLISH))
                    .startsWith("Module moody did not start: moody 1.0.0: not today.");
            assertThat(converge(client, "moody 1.0.0", "clock 1.0.0")).isInstanceOf(Changed.class);
            assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
            assertThat(client.modules().installed())
                    .extracting(InstalledModule::name, InstalledModule::state)
                    .containsExactly(tuple("clock", ModuleState.ACTIVE), tuple("moody", ModuleState.NOT_LOADED));
        } finally {
            System.clearProperty("moody");
        }
        converge(client, "moody 1.0.0", "clock 1.0.0");
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active", "moody 1.0.0 active");
    }

    @Test
    void aModuleThatWouldRestartTheNodeIsRefused() throws Exception {
        TestNode client = node("client").start();
        converge(client, "library 1.0.0");
        Path node =
                TestBundle.named("dev.lockstep.part", "1.0.0").imports("lib").jar(folder);
        client.framework().context().installBundle(node.toUri().toString()).start();
        publish(TestBundle.named("library", "1.1.0").exports("lib"));

        Problem problem = ((Refused) converge(client, "library 1.1.0")).problem();
        assertThat(problem.text(Locale.ENGLISH))
                .contains("the bundle library brings the package lib, which Lockstep itself uses");
        assertThat(client.framework().bundles()).contains("library 1.0.0 active");

        problem = ((Refused) converge(client)).problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.MODULE_DISTURBS_NODE);
        assertThat(problem.text(Locale.ENGLISH)).contains("would restart parts of Lockstep itself (dev.lockstep.part)");
        assertThat(client.framework().bundles()).contains("library 1.0.0 active");
    }

    @Test
    void whatTheNodeItselfUsesNoModuleMayBring() throws Exception {
        TestNode server = node("server").start();
        var context = server.framework().context();
        context.installBundle(TestBundle.named("json", "1.0.0")
                        .exports("json")
                        .jar(folder)
                        .toUri()
                        .toString())
                .start();
        context.installBundle(TestBundle.named("dev.lockstep.part", "1.0.0")
                        .imports("json")
                        .jar(folder)
                        .toUri()
                        .toString())
                .start();
        publish(TestBundle.named("newer.json", "2.0.0").exports("json"));
        assertThat(((Refused) install(server, "newer.json")).problem().text(Locale.ENGLISH))
                .contains(
                        "the bundle newer.json brings the package json, which Lockstep itself uses from the platform");
    }

    @Test
    void aDamagedModuleListIsKeptAndDeletesNothing() throws Exception {
        TestNode client = node("client").start();
        converge(client, "clock 1.0.0");
        client.close();
        Path list = client.folder().resolve("modules/modules.json");
        Files.writeString(list, "{\"format\":1,\"modules\":[");
        client.start();
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
        assertThat(list.resolveSibling("modules.json.damaged")).exists();
        assertThat(converge(client, "clock 1.0.0")).isInstanceOf(Changed.class);
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
    }

    private TestNode node(String name) {
        TestNode node = new TestNode(folder.resolve(name), vendor);
        nodes.add(node);
        return node;
    }

    private List<ModuleRelease> publish(TestBundle... bundles) throws Exception {
        Path jars = Files.createTempDirectory(folder, "published");
        return vendor.publish(Stream.of(bundles).map(bundle -> bundle.jar(jars)).toList(), Particulars.NONE);
    }

    private void deleteVendor() throws Exception {
        dev.lockstep.core.files.DurableFiles.deleteTree(vendor.folder());
    }

    private static ChangeOutcome install(TestNode node, String name) {
        return node.modules().install(name, Optional.empty(), false, Progress.SILENT);
    }

    private static ChangeOutcome remove(TestNode node, String name) {
        return node.modules().remove(name, false, Progress.SILENT);
    }

    private static ChangeOutcome converge(TestNode node, String... modules) {
        List<AssignedModule> wanted = Stream.of(modules)
                .map(module -> module.split(" "))
                .map(parts -> new AssignedModule(parts[0], Version.parse(parts[1])))
                .toList();
        return node.modules().converge(wanted, false, Progress.SILENT);
    }

    private static InstalledModule active(String name, String version, boolean requested) {
        return new InstalledModule(name, Version.parse(version), requested, ModuleState.ACTIVE, Optional.empty());
    }
}
