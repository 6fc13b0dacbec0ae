package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Changed;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Refused;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that should never have been signed, beside good ones, on real frameworks. */
class BadModulesTest {
    @TempDir
    Path folder;

    private VendorFolder vendor;
    private final List<TestNode> nodes = new ArrayList<>();
    private ModuleRelease clock;

    @BeforeEach
    void publish() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        clock = publish("clock", "1.0.0");
    }

    @AfterEach
    void stop() throws Exception {
        for (TestNode node : nodes) {
            node.close();
        }
    }

    /** What an older publisher signed, or a delegated one on purpose. Each of them once broke every module of every site. */
    private static List<Clause> badCapabilities() {
        return List.of(
                clause("x", Map.of("version:Version", "1.0.0-SNAPSHOT"), Map.of()),
                clause("x", Map.of("size:Long", "many"), Map.of()),
                clause("x", Map.of("size:Double", "1,5"), Map.of()),
                clause("x", Map.of("sizes:List<Long>", "1,two"), Map.of()),
                clause("x", Map.of("size:Integer", "1"), Map.of()),
                clause("x", Map.of("size:List<", "1"), Map.of()),
                clause("x", Map.of("size", "1", "size:Long", "1"), Map.of()),
                clause("", Map.of(), Map.of()),
                clause("lockstep.tie", Map.of(), Map.of()),
                clause("osgi.wiring.package", Map.of(), Map.of()),
                clause("osgi.wiring.package", Map.of("osgi.wiring.package:Long", "1"), Map.of()),
                clause("osgi.wiring.package", Map.of("osgi.wiring.package", "a", "version", "1"), Map.of()),
                clause("osgi.wiring.host", Map.of("osgi.wiring.host:List", "a,b"), Map.of()),
                clause("osgi.wiring.bundle", Map.of("osgi.wiring.bundle", "a", "bundle-version", "1"), Map.of()));
    }

    private static List<Clause> badRequirements() {
        return Stream.of(
                        "(&(a=b)(c=d)",
                        "a=b",
                        "",
                        "()",
                        "(a=b)(c=d)",
                        "(!".repeat(5_000) + "(a=b)" + ")".repeat(5_000),
                        "(a=" + "\\\\(".repeat(20_000) + ")",
                        "(osgi.wiring.package=" + "x".repeat(100_000) + ")")
                .map(filter -> clause("osgi.wiring.package", Map.of(), Map.of("filter", filter)))
                .toList();
    }

    /** Strange, and yet readable: whatever becomes of the module itself, the others work. */
    private static List<Clause> strangeCapabilities() {
        return List.of(
                clause("osgi.wiring.package", Map.of("osgi.wiring.package", "p"), Map.of("uses", ",;\"p,p")),
                clause("osgi.wiring.package", Map.of("osgi.wiring.package", "p"), Map.of("mandatory", "a,a,,")),
                clause("osgi.wiring.package", Map.of("osgi.wiring.package", ""), Map.of()),
                clause("osgi.service", Map.of("objectClass:List<String>", ""), Map.of("effective", "active")),
                clause("osgi.identity", Map.of("osgi.identity", "clock", "type", "osgi.bundle"), Map.of()),
                clause("osgi.ee", Map.of("osgi.ee", "JavaSE", "version:List<Version>", "99"), Map.of()));
    }

    @Test
    @DisplayName(
            "LS-181: descriptions that no computer can read leave out their own modules by name, and none of the others")
    void badDescriptionsKeepNobodyFromTheOthers() throws Exception {
        List<ModuleRelease> bad = new ArrayList<>();
        badCapabilities().forEach(clause -> bad.add(described("bad" + bad.size(), List.of(clause), List.of())));
        badRequirements().forEach(clause -> bad.add(described("bad" + bad.size(), List.of(), List.of(clause))));
        List<ModuleRelease> strange = new ArrayList<>();
        strangeCapabilities()
                .forEach(clause -> strange.add(described("strange" + strange.size(), List.of(clause), List.of())));
        vendor.sign(bad);
        vendor.sign(strange);
        TestNode server = node("server");

        assertThat(server.modules().catalogue())
                .filteredOn(entry -> entry.name().startsWith("bad"))
                .hasSize(bad.size())
                .allSatisfy(entry -> assertThat(entry.problem().orElseThrow().toString())
                        .contains(
                                "Module " + entry.name() + " 1.0.0 cannot be installed: what is signed of the bundle"));
        assertThat(server.modules().install("clock", Optional.empty(), false, Progress.SILENT))
                .isInstanceOf(Changed.class);
        assertThat(server.framework().bundles()).containsExactly("clock 1.0.0 active");

        TestNode client = node("client");
        List<String> wanted = new ArrayList<>(List.of("clock 1.0.0"));
        bad.forEach(module -> wanted.add(module.name() + " 1.0.0"));
        converge(client, wanted.toArray(String[]::new));
        assertThat(client.framework().bundles()).containsExactly("clock 1.0.0 active");
        assertThat(client.modules().installed())
                .filteredOn(module -> module.name().startsWith("bad"))
                .hasSize(bad.size())
                .allSatisfy(module ->
                        assertThat(module.problem().orElseThrow().code()).isEqualTo(ProblemCode.MODULE_UNRESOLVED));
    }

    @Test
    @DisplayName("LS-181: of a module whose new version cannot be used the old one goes on, and the list says why")
    void theVersionBeforeGoesOn() throws Exception {
        TestNode client = node("client");
        converge(client, "clock 1.0.0");
        ModuleRelease alarm = publish("alarm", "1.0.0");
        vendor.sign(List.of(new ModuleRelease(
                "clock",
                Version.parse("2.0.0"),
                "",
                "",
                "",
                List.of(),
                clock.platform(),
                List.of(with(clock.bundles().get(0), badCapabilities().subList(0, 1), List.of())))));

        Changed changed = (Changed) converge(client, "clock 2.0.0", "alarm 1.0.0");

        assertThat(changed.leftOut()).singleElement().asString().contains("clock 2.0.0 cannot be installed");
        assertThat(client.framework().bundles()).containsExactly("alarm 1.0.0 active", "clock 1.0.0 active");
        assertThat(client.modules().installed())
                .extracting(
                        InstalledModule::name,
                        InstalledModule::state,
                        one -> one.problem().isPresent())
                .containsExactly(tuple("alarm", ModuleState.ACTIVE, false), tuple("clock", ModuleState.ACTIVE, true));
        assertThat(alarm.name()).isEqualTo("alarm");
    }

    @Test
    @DisplayName(
            "LS-184: a withdrawn module is not in the catalogue, is refused by name and by assignment, and says why")
    void aWithdrawnModuleIsNotInstalled() throws Exception {
        publish("clock", "2.0.0");
        withdraw("clock", "2.0.0");
        TestNode server = node("server");
        TestNode client = node("client");
        converge(client, "clock 1.0.0");

        assertThat(server.modules().catalogue())
                .filteredOn(entry -> entry.name().equals("clock"))
                .extracting(entry -> entry.version().toString())
                .containsExactly("1.0.0");
        assertThat(server.modules().install("clock", Optional.of(Version.parse("2.0.0")), false, Progress.SILENT))
                .isInstanceOfSatisfying(Refused.class, refused -> saysWhy(refused.problem()));
        // Without a version it is the newest that may be installed.
        assertThat(server.modules().install("clock", Optional.empty(), false, Progress.SILENT))
                .isInstanceOf(Changed.class);
        assertThat(server.framework().bundles()).containsExactly("clock 1.0.0 active");

        publish("alarm", "1.0.0");
        Changed changed = (Changed) converge(client, "clock 2.0.0", "alarm 1.0.0");
        saysWhy(changed.leftOut().get(0));
        assertThat(client.framework().bundles()).containsExactly("alarm 1.0.0 active", "clock 1.0.0 active");
    }

    @Test
    @DisplayName("LS-184: a module that runs when it is withdrawn goes on running, and the list says why it should not")
    void aWithdrawnModuleGoesOnRunning() throws Exception {
        TestNode client = node("client");
        converge(client, "clock 1.0.0");
        withdraw("clock", "1.0.0");
        publish("alarm", "1.0.0");

        converge(client, "clock 1.0.0", "alarm 1.0.0");

        assertThat(client.framework().bundles()).containsExactly("alarm 1.0.0 active", "clock 1.0.0 active");
        assertThat(client.modules().installed())
                .filteredOn(module -> module.name().equals("clock"))
                .singleElement()
                .satisfies(module -> {
                    assertThat(module.state()).isEqualTo(ModuleState.ACTIVE);
                    saysWhy(module.problem().orElseThrow());
                    assertThat(module.problem().orElseThrow().text(Locale.ENGLISH))
                            .contains("goes on running");
                });
    }

    private void withdraw(String name, String version) throws Exception {
        vendor.withdraw(new Withdrawals(List.of(new Withdrawal(
                Withdrawal.What.module(name, Version.parse(version)),
                Withdrawal.Origin.VENDOR,
                "It strikes thirteen.",
                Optional.empty()))));
    }

    private static void saysWhy(Problem problem) {
        assertThat(problem.code()).isEqualTo(ProblemCode.MODULE_WITHDRAWN);
        assertThat(problem.text(Locale.ENGLISH)).contains("the vendor has withdrawn it", "It strikes thirteen.");
        assertThat(problem.text(Locale.forLanguageTag("ru"))).contains("поставщик отозвал", "It strikes thirteen.");
    }

    @Test
    @DisplayName("LS-181: a missing description is named in the catalogue beside the others, and holds up none of them")
    void aMissingDescriptionIsNamed() throws Exception {
        ModuleRelease lost = publish("lost", "1.0.0");
        Files.delete(vendor.description(lost));
        TestNode node = node("node");

        assertThat(node.modules().catalogue())
                .extracting(CatalogueEntry::name, entry -> entry.problem().map(problem -> problem.code()))
                .containsExactly(
                        tuple("clock", Optional.empty()), tuple("lost", Optional.of(ProblemCode.PAYLOAD_MISSING)));
        Changed changed = (Changed) converge(node, "clock 1.0.0", "lost 1.0.0");
        assertThat(changed.leftOut()).hasSize(1);
        assertThat(node.framework().bundles()).containsExactly("clock 1.0.0 active");
        assertThat(node.modules().installed())
                .extracting(InstalledModule::name, InstalledModule::state)
                .containsExactly(tuple("clock", ModuleState.ACTIVE), tuple("lost", ModuleState.NOT_LOADED));
    }

    @Test
    @DisplayName(
            "LS-181: a module whose file is missing at the source is left out by name; what needed its new version stays")
    void aMissingFileIsNamed() throws Exception {
        publish(TestBundle.named("library", "1.0.0").exports("lib"));
        publish(TestBundle.named("reader", "1.0.0").imports("lib"));
        TestNode node = node("node");
        converge(node, "library 1.0.0", "reader 1.0.0");
        ModuleRelease library = publish(TestBundle.named("library", "2.0.0").exports("lib"));
        publish(TestBundle.named("reader", "2.0.0").imports("lib;version=2"));
        Files.delete(vendor.payload(library.bundles().get(0).blob()));

        Changed changed = (Changed) converge(node, "clock 1.0.0", "library 2.0.0", "reader 2.0.0");

        assertThat(changed.leftOut()).hasSize(2);
        assertThat(node.framework().bundles())
                .containsExactly("clock 1.0.0 active", "library 1.0.0 active", "reader 1.0.0 active");
    }

    @Test
    @DisplayName("LS-181: a damaged file in the local module area holds up no other module")
    void aDamagedLocalModuleIsPassedOver() throws Exception {
        TestNode node = node("node");
        node.modules().submit(TestBundle.named("own", "1.0.0").jar(folder), false);
        node.modules().submit(TestBundle.named("other", "1.0.0").jar(folder), false);
        Files.writeString(node.folder().resolve("modules/local/own/1.0.0.json"), "{");

        assertThat(node.modules().submitted())
                .extracting(submitted -> submitted.module().name())
                .containsExactly("other");
        assertThat(converge(node, "clock 1.0.0")).isInstanceOf(Changed.class);
    }

    private ModuleRelease described(String name, List<Clause> capabilities, List<Clause> requirements) {
        Bundle bundle = clock.bundles().get(0);
        return new ModuleRelease(
                name,
                Version.parse("1.0.0"),
                name,
                "",
                "",
                List.of(),
                clock.platform(),
                List.of(with(
                        new Bundle(name, "1.0.0", bundle.blob(), 90, List.of(), List.of()),
                        capabilities,
                        requirements)));
    }

    private static Bundle with(Bundle bundle, List<Clause> capabilities, List<Clause> requirements) {
        return new Bundle(bundle.symbolicName(), "1.0.0", bundle.blob(), 90, capabilities, requirements);
    }

    private static Clause clause(String namespace, Map<String, String> attributes, Map<String, String> directives) {
        return new Clause(namespace, attributes, directives);
    }

    private ModuleRelease publish(String name, String version) throws Exception {
        return publish(TestBundle.named(name, version).activator(Activators.Good.class));
    }

    private ModuleRelease publish(TestBundle bundle) throws Exception {
        return vendor.publish(List.of(bundle.jar(folder)), Particulars.NONE).get(0);
    }

    private TestNode node(String name) throws Exception {
        TestNode node = new TestNode(folder.resolve(name), vendor).start();
        nodes.add(node);
        return node;
    }

    private static ChangeOutcome converge(TestNode node, String... modules) {
        return node.modules()
                .converge(
                        Stream.of(modules)
                                .map(module ->
                                        new AssignedModule(module.split(" ")[0], Version.parse(module.split(" ")[1])))
                                .toList(),
                        false,
                        Progress.SILENT);
    }
}
