package dev.lockstep.modules.internal.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.modules.internal.deployment.BundleSpec;
import dev.lockstep.modules.internal.deployment.ChangePlan;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import dev.lockstep.modules.internal.deployment.Deployment;
import dev.lockstep.modules.internal.deployment.VerifiedBytes;
import dev.lockstep.modules.internal.fixture.RealCatalogue;
import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.resolution.ModuleResolver.Resolution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Over twenty real third-party bundles on a real framework. */
class RealCatalogueTest {
    @TempDir
    static Path shared;

    private static RealCatalogue catalogue;
    private static FileContentStore store;

    @TempDir
    Path folder;

    private RealFramework framework;
    private Deployment deployment;
    private List<DeployedBundle> deployed = List.of();

    @BeforeAll
    static void publish() throws Exception {
        catalogue = RealCatalogue.read();
        store = new FileContentStore(shared.resolve("store"));
        RealCatalogue.addTo(store);
    }

    @BeforeEach
    void start() throws Exception {
        framework = RealFramework.start(folder.resolve("cache"));
        deployment = new Deployment(
                framework.context(),
                new VerifiedBytes(store),
                bundle -> false,
                new Deployment.Limits(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void aModuleDragsInWhatItNeedsAndNothingElse() {
        assertThat(catalogue.modules().stream()
                        .map(ModuleRelease::name)
                        .distinct()
                        .count())
                .isGreaterThan(20);
        assertThat(resolved("com.fasterxml.jackson.dataformat.jackson-dataformat-yaml"))
                .containsExactly(
                        "com.fasterxml.jackson.core.jackson-annotations 2.18.3",
                        "com.fasterxml.jackson.core.jackson-core 2.18.3",
                        "com.fasterxml.jackson.core.jackson-databind 2.18.3",
                        "com.fasterxml.jackson.dataformat.jackson-dataformat-yaml 2.18.3",
                        "org.yaml.snakeyaml 2.3.0");
        assertThat(resolved("org.apache.commons.text"))
                .containsExactly("org.apache.commons.lang3 3.18.0", "org.apache.commons.text 1.13.1");
        assertThat(resolved("com.google.guava"))
                .containsExactly("com.google.guava 33.4.0+jre", "com.google.guava.failureaccess 1.0.2");
    }

    @Test
    @DisplayName("LS-082 Real modules are installed, updated and removed; those that do not hang on the change run on")
    void installUpdateRemove() throws Exception {
        ModuleRelease oldText = catalogue.oldest("org.apache.commons.text");
        ModuleRelease oldLang = catalogue.oldest("org.apache.commons.lang3");
        ModuleRelease guava = catalogue.newest("com.google.guava");
        converge(modules(List.of(oldText, oldLang, guava)));
        assertThat(framework.bundles())
                .containsExactly(
                        "com.google.guava 33.4.0.jre active",
                        "com.google.guava.failureaccess 1.0.2 active",
                        "org.apache.commons.lang3 3.17.0 active",
                        "org.apache.commons.text 1.12.0 active");
        Bundle bystander = framework.bundle("com.google.guava");
        Bundle lang = framework.bundle("org.apache.commons.lang3");

        ModuleRelease newLang = catalogue.newest("org.apache.commons.lang3");
        ChangePlan plan = plan(modules(List.of(oldText, newLang, guava)));
        assertThat(plan.changed()).containsExactly("org.apache.commons.lang3 3.18.0");
        assertThat(plan.updates())
                .extracting(update -> ChangePlan.name(update.bundle()))
                .containsExactly("org.apache.commons.lang3 3.17.0");
        assertThat(plan.refreshed()).containsExactly(framework.bundle("org.apache.commons.text"));
        deployed = deployment.apply(plan);
        assertThat(framework.bundles()).contains("org.apache.commons.lang3 3.18.0 active");
        assertThat(framework.bundle("org.apache.commons.lang3").getBundleId()).isEqualTo(lang.getBundleId());
        assertThat(framework.bundle("com.google.guava")).isSameAs(bystander);

        converge(modules(List.of(guava)));
        assertThat(framework.bundles())
                .containsExactly("com.google.guava 33.4.0.jre active", "com.google.guava.failureaccess 1.0.2 active");
    }

    @Test
    @DisplayName("LS-065 The whole catalogue becomes active, each module in one version")
    void everything() throws Exception {
        List<ModuleRelease> newest = catalogue.modules().stream()
                .map(ModuleRelease::name)
                .distinct()
                .map(catalogue::newest)
                .toList();
        converge(modules(newest));
        assertThat(framework.bundles()).hasSameSizeAs(newest).allMatch(bundle -> bundle.endsWith(" active"));
    }

    @Test
    void whatThePlatformHasIsNotInstalledAgain() throws Exception {
        try (var in = java.nio.file.Files.newInputStream(Path.of("target/catalogue/snakeyaml-2.3.jar"))) {
            framework.context().installBundle("platform", in).start();
        }
        assertThat(resolved("com.fasterxml.jackson.dataformat.jackson-dataformat-yaml"))
                .hasSize(4)
                .noneMatch(name -> name.startsWith("org.yaml"));
    }

    @Test
    void aMissingRequirementIsSaidInWords() {
        ModuleRelease yaml = catalogue.newest("com.fasterxml.jackson.dataformat.jackson-dataformat-yaml");
        List<ModuleRelease> withoutYaml = catalogue.modules().stream()
                .filter(module -> !module.name().equals("org.yaml.snakeyaml"))
                .toList();
        assertThat(resolver().resolve(List.of(yaml), List.of(), withoutYaml))
                .isInstanceOfSatisfying(Resolution.Unresolvable.class, failed -> {
                    assertThat(failed.module()).isEqualTo(yaml.name());
                    assertThat(failed.reason())
                            .hasToString(
                                    "the bundle com.fasterxml.jackson.dataformat.jackson-dataformat-yaml 2.18.3 needs"
                                            + " the package org.yaml.snakeyaml, version 2.3.0 or newer, before 3.0.0, which neither"
                                            + " this computer nor the catalogue has");
                });
    }

    private List<ModuleRelease> modules(List<ModuleRelease> requested) {
        assertThat(resolver().resolve(requested, List.of(), catalogue.modules()))
                .isInstanceOf(Resolution.Resolved.class);
        return ((Resolution.Resolved) resolver().resolve(requested, List.of(), catalogue.modules())).modules();
    }

    private List<String> resolved(String name) {
        return modules(List.of(catalogue.newest(name))).stream()
                .map(module -> module.name() + " " + module.version())
                .toList();
    }

    private ModuleResolver resolver() {
        return new ModuleResolver(InstalledPlatform.of(
                framework.context(), bundle -> bundle.getLocation().startsWith("lockstep:"), bundle -> false));
    }

    private ChangePlan plan(List<ModuleRelease> modules) {
        return deployment.plan(
                modules.stream()
                        .flatMap(
                                module -> module.bundles().stream().map(bundle -> BundleSpec.of(module.name(), bundle)))
                        .toList(),
                deployed);
    }

    private void converge(List<ModuleRelease> modules) throws Exception {
        deployed = deployment.apply(plan(modules));
    }
}
