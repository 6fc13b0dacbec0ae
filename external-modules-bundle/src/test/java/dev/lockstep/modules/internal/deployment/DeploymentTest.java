package dev.lockstep.modules.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.module.ModuleReader;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.fixture.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

class DeploymentTest {
    private static final Deployment.Limits LIMITS =
            new Deployment.Limits(Duration.ofSeconds(20), Duration.ofMillis(600), Duration.ofMillis(50));
    private static final TestBundle LIBRARY =
            TestBundle.named("library", "1.0.0").exports("lib");
    private static final TestBundle USER =
            TestBundle.named("user", "1.0.0").imports("lib,org.osgi.framework").activator(Activators.Good.class);

    private static final TestBundle STUBBORN =
            TestBundle.named("stubborn", "1.0.0").activator(Activators.Stubborn.class);

    @TempDir
    Path folder;

    private RealFramework framework;
    private ContentStore store;
    private Deployment deployment;
    private List<DeployedBundle> deployed = List.of();

    @BeforeEach
    void startFramework() throws BundleException {
        store = new FileContentStore(folder.resolve("store"));
        start();
    }

    private void start() throws BundleException {
        framework = RealFramework.start(folder.resolve("cache"));
        deployment = new Deployment(
                framework.context(),
                new VerifiedBytes(store),
                bundle -> bundle.getSymbolicName().startsWith("node"),
                LIMITS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void whatIsWantedBecomesActive() throws Exception {
        deploy(LIBRARY, USER);
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active", "user 1.0.0 active");
        assertThat(framework.bundle("user").getLocation()).isEqualTo("lockstep:user");
    }

    @Test
    @DisplayName(
            "LS-079 A module that throws at start is rolled back: exactly the former bundles in their former states")
    void aModuleThatThrowsIsTakenBack() throws Exception {
        deploy(LIBRARY, USER);
        framework.bundle("library").stop();
        List<String> before = framework.bundles();
        TestBundle bad = TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class);
        TestBundle newLibrary = TestBundle.named("library", "1.1.0").exports("lib");

        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(newLibrary, bad))
                .withMessage("bad 1.0.0: no meter is connected")
                .satisfies(failure -> {
                    assertThat(failure.module()).isEqualTo("bad");
                    assertThat(failure.isRestored()).isTrue();
                });

        assertThat(framework.bundles()).isEqualTo(before).contains("library 1.0.0 resolved", "user 1.0.0 active");
    }

    @Test
    void aModuleThatNeverComesBackFromItsStartIsTakenBack() throws Exception {
        deploy(LIBRARY);
        TestBundle endless = TestBundle.named("endless", "1.0.0").activator(Activators.Endless.class);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(LIBRARY, endless))
                .withMessage("endless 1.0.0 did not start within 0 seconds");
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active");
    }

    @Test
    void aModuleThatNeverComesBackFromItsStopIsTakenBack() throws Exception {
        deploy(LIBRARY, STUBBORN);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> whileStubborn(deployment.plan(specs(LIBRARY), deployed)))
                .withMessage("stubborn 1.0.0 did not stop within 0 seconds")
                .satisfies(failure -> assertThat(failure.isRestored()).isTrue());
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active", "stubborn 1.0.0 active");
    }

    private void whileStubborn(ChangePlan plan) throws DeploymentException {
        System.setProperty("stubborn", "true");
        try {
            deployment.apply(plan);
        } finally {
            System.clearProperty("stubborn");
        }
    }

    @Test
    void aModuleThatDiesAtOnceIsTakenBack() throws Exception {
        TestBundle dying = TestBundle.named("dying", "1.0.0").activator(Activators.Dying.class);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(dying))
                .withMessage("dying 1.0.0 is not active");
        assertThat(framework.bundles()).isEmpty();
    }

    @Test
    void aMissingPackageIsNamedAndNothingStays() throws Exception {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(USER))
                .withMessageContaining("user 1.0.0: Unable to resolve user")
                .withMessageContaining("(osgi.wiring.package=lib)");
        assertThat(framework.bundles()).isEmpty();
    }

    @Test
    void aServiceThatIsPromisedAndNotRegisteredIsAFlaw() throws Exception {
        TestBundle idle = TestBundle.named("idle", "1.0.0")
                .header("Provide-Capability", "osgi.service;objectClass:List<String>=\"java.lang.Runnable\"");
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(idle))
                .withMessage("it does not register its service java.lang.Runnable");
        deploy(idle.activator(Activators.Good.class));
        assertThat(framework.bundles()).containsExactly("idle 1.0.0 active");
    }

    @Test
    @DisplayName("LS-082 Others are not restarted by an update, and what will be refreshed is shown first")
    void othersAreLeftAlone() throws Exception {
        TestBundle other = TestBundle.named("other", "1.0.0").activator(Activators.Good.class);
        deploy(LIBRARY, USER, other);
        Bundle bystander = framework.bundle("other");
        Object service = bystander.getRegisteredServices()[0];
        long userId = framework.bundle("user").getBundleId();
        long libraryId = framework.bundle("library").getBundleId();
        TestBundle newLibrary = TestBundle.named("library", "1.1.0").exports("lib");

        ChangePlan plan = deployment.plan(specs(newLibrary, USER, other), deployed);
        assertThat(plan.changed()).containsExactly("library 1.1.0");
        assertThat(plan.updates())
                .extracting(update -> ChangePlan.name(update.bundle()))
                .containsExactly("library 1.0.0");
        assertThat(plan.refreshed()).containsExactly(framework.bundle("user"));

        deployed = deployment.apply(plan);
        assertThat(framework.bundles())
                .containsExactly("library 1.1.0 active", "other 1.0.0 active", "user 1.0.0 active");
        assertThat(framework.bundle("other")).isSameAs(bystander);
        assertThat(bystander.getRegisteredServices()[0]).isSameAs(service);
        assertThat(framework.bundle("user").getBundleId()).isEqualTo(userId);
        assertThat(framework.bundle("library").getBundleId()).isEqualTo(libraryId);
    }

    @Test
    void nothingIsDoneWhenNothingIsToDo() throws Exception {
        deploy(LIBRARY, USER);
        long modified = framework.bundle("library").getLastModified();
        assertThat(deployment.plan(specs(LIBRARY, USER), deployed).isEmpty()).isTrue();
        deploy(LIBRARY, USER);
        assertThat(framework.bundle("library").getLastModified()).isEqualTo(modified);
    }

    @Test
    void aPlanSaysWhichBundlesOfTheNodeItWouldDisturb() throws Exception {
        deploy(LIBRARY);
        Path node = TestBundle.named("node.part", "1.0.0").imports("lib").jar(folder);
        framework.context().installBundle(node.toUri().toString()).start();
        TestBundle newLibrary = TestBundle.named("library", "1.1.0").exports("lib");

        assertThat(deployment.plan(specs(newLibrary), deployed).disturbed())
                .containsExactly(framework.bundle("node.part"));
        assertThat(deployment.plan(specs(LIBRARY, USER), deployed).disturbed()).isEmpty();
    }

    @Test
    void aFragmentIsAttachedToAHostThatRunsAlready() throws Exception {
        deploy(LIBRARY);
        TestBundle fragment = TestBundle.named("fragment", "1.0.0")
                .header("Fragment-Host", "library")
                .entry("lib/more", "more");

        ChangePlan plan = deployment.plan(specs(LIBRARY, fragment), deployed);
        assertThat(plan.refreshed()).containsExactly(framework.bundle("library"));
        deployed = deployment.apply(plan);

        assertThat(framework.bundles()).containsExactly("fragment 1.0.0 resolved", "library 1.0.0 active");
        assertThat(framework.bundle("library").getResource("lib/more")).isNotNull();

        deploy(LIBRARY);
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active");
        assertThat(framework.bundle("library").getResource("lib/more")).isNull();
    }

    @Test
    @DisplayName(
            "LS-074 A bundle whose file in the store is not what was signed is not installed, and nothing of it stays")
    void alteredBytesAreNotInstalled() throws Exception {
        List<BundleSpec> specs = specs(LIBRARY);
        Path file = store.find(specs.get(0).blob()).orElseThrow();
        assertThat(file.toFile().setWritable(true)).isTrue();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deployment.apply(deployment.plan(specs, deployed)))
                .withMessageStartingWith("The file library 1.0.0 (sha256/")
                .withMessageContaining("nothing was installed");
        assertThat(framework.bundles()).isEmpty();
    }

    @Test
    void nothingIsTouchedWhenAPayloadIsMissing() throws Exception {
        deploy(LIBRARY);
        List<BundleSpec> specs = specs(TestBundle.named("library", "2.0.0").exports("lib"));
        Files.delete(store.find(specs.get(0).blob()).orElseThrow());
        long modified = framework.bundle("library").getLastModified();

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> deployment.apply(deployment.plan(specs, deployed)))
                .withMessageContaining("does not have the file library 2.0.0");
        assertThat(framework.bundle("library").getLastModified()).isEqualTo(modified);
    }

    @Test
    @DisplayName("LS-069 What is removed is gone, and what it left behind is put back if the removal fails")
    void aRemovalIsTakenBack() throws Exception {
        deploy(LIBRARY, USER);
        TestBundle needy = TestBundle.named("needy", "1.0.0").imports("nobody.has.this");
        assertThatExceptionOfType(DeploymentException.class).isThrownBy(() -> deploy(needy));
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active", "user 1.0.0 active");
        deployed = deployedAgain();

        deploy(LIBRARY);
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active");
    }

    @Test
    void modulesSurviveARestartOfTheFramework() throws Exception {
        deploy(LIBRARY, USER);
        framework.close();
        start();
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active", "user 1.0.0 active");
        assertThat(deployment.plan(specs(LIBRARY, USER), deployed).isEmpty()).isTrue();
    }

    @Test
    void aBundleThatSomebodyChangedByHandGetsItsSignedBytesBack() throws Exception {
        deploy(LIBRARY);
        Path foreign = TestBundle.named("library", "1.0.0").exports("evil").jar(folder);
        try (var in = Files.newInputStream(foreign)) {
            framework.bundle("library").update(in);
        }
        ChangePlan plan = deployment.plan(specs(LIBRARY), deployed);
        assertThat(plan.updates()).hasSize(1);
        deployed = deployment.apply(plan);
        assertThat(framework.bundle("library").getEntry("evil/is.here")).isNull();
        assertThat(framework.bundle("library").getEntry("lib/is.here")).isNotNull();
    }

    @Test
    void whatWasPutBackIsKnownAgainAndWhatSomebodyChangedByHandIsNot() throws Exception {
        TestBundle bystander = TestBundle.named("bystander", "1.0.0").exports("other");
        deploy(LIBRARY, USER, STUBBORN, bystander);
        Path foreign = TestBundle.named("bystander", "1.0.0").exports("evil").jar(folder);
        try (var in = Files.newInputStream(foreign)) {
            framework.bundle("bystander").update(in);
        }
        TestBundle bad = TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class);
        TestBundle newLibrary = TestBundle.named("library", "1.1.0").exports("lib");

        ChangePlan endsEarly = deployment.plan(specs(LIBRARY, USER, bystander), deployed);
        assertThatExceptionOfType(DeploymentException.class).isThrownBy(() -> whileStubborn(endsEarly));
        deployed = deployment.stillThere(deployed, endsEarly);
        assertThat(deployment
                        .plan(specs(LIBRARY, USER, STUBBORN, bystander), deployed)
                        .updates())
                .extracting(update -> update.spec().symbolicName())
                .containsExactly("bystander");

        deploy(LIBRARY, USER, STUBBORN, bystander);
        ChangePlan endsLate = deployment.plan(specs(newLibrary, USER, bystander, bad), deployed);
        assertThatExceptionOfType(DeploymentException.class).isThrownBy(() -> deployment.apply(endsLate));
        deployed = deployment.stillThere(deployed, endsLate);
        assertThat(deployment
                        .plan(specs(LIBRARY, USER, STUBBORN, bystander), deployed)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aNewStartLevelAloneIsAChange() throws Exception {
        deploy(LIBRARY);
        ChangePlan plan = deployment.plan(List.of(spec(LIBRARY, 50)), deployed);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(deployment.isDone(plan)).isFalse();
        deployed = deployment.apply(plan);
        assertThat(startLevel("library")).isEqualTo(50);
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active");
        assertThat(deployment.isDone(deployment.plan(List.of(spec(LIBRARY, 50)), deployed)))
                .isTrue();
    }

    @Test
    void anUpdateWithAnotherStartLevelIsNotStartedBehindOurBack() throws Exception {
        deploy(LIBRARY);
        TestBundle endless = TestBundle.named("library", "1.1.0").activator(Activators.Endless.class);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deployment.apply(deployment.plan(List.of(spec(endless, 50)), deployed)))
                .withMessage("library 1.1.0 did not start within 0 seconds")
                .satisfies(failure -> assertThat(failure.isRestored()).isTrue());
        assertThat(framework.bundles()).containsExactly("library 1.0.0 active");
        assertThat(startLevel("library")).isEqualTo(90);
        assertThat(framework.bundle("library").adapt(BundleStartLevel.class).isPersistentlyStarted())
                .isTrue();
    }

    @Test
    void whatComesIsTakenUpByWhoImportsItOptionally() throws Exception {
        TestBundle modest = TestBundle.named("modest", "1.0.0")
                .imports("lib;resolution:=optional,org.osgi.framework")
                .activator(Activators.Good.class);
        TestBundle other = TestBundle.named("other", "1.0.0").activator(Activators.Good.class);
        deploy(modest, other);
        assertThat(framework.bundle("modest").getResource("lib/is.here")).isNull();

        ChangePlan plan = deployment.plan(specs(LIBRARY, modest, other), deployed);
        assertThat(plan.refreshed()).containsExactly(framework.bundle("modest"));
        deployed = deployment.apply(plan);
        assertThat(framework.bundle("modest").getResource("lib/is.here")).isNotNull();

        deploy(modest, other);
        assertThat(framework.bundles()).containsExactly("modest 1.0.0 active", "other 1.0.0 active");
        assertThat(framework.bundle("modest").getResource("lib/is.here")).isNull();
    }

    @Test
    void aBundleThatWaitsForItsFirstClassOwesNoServiceYet() throws Exception {
        TestBundle lazy = TestBundle.named("lazy", "1.0.0")
                .header("Bundle-ActivationPolicy", "lazy")
                .header("Provide-Capability", "osgi.service;objectClass:List<String>=\"java.lang.Runnable\"")
                .activator(Activators.Good.class);
        deploy(lazy);
        assertThat(framework.bundles()).containsExactly("lazy 1.0.0 starting");
        assertThat(deployment.isDone(deployment.plan(specs(lazy), deployed))).isTrue();

        TestBundle bad = TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class);
        assertThatExceptionOfType(DeploymentException.class).isThrownBy(() -> deploy(bad));
        assertThat(framework.bundles()).containsExactly("lazy 1.0.0 starting");
    }

    @Test
    void aSingletonIsUpdatedInPlaceAndASecondOneIsNotTaken() throws Exception {
        TestBundle single = TestBundle.named("single", "1.0.0").header("Bundle-SymbolicName", "single;singleton:=true");
        TestBundle next = TestBundle.named("single", "1.1.0").header("Bundle-SymbolicName", "single;singleton:=true");
        deploy(single);
        long id = framework.bundle("single").getBundleId();
        deploy(next);
        assertThat(framework.bundles()).containsExactly("single 1.1.0 active");
        assertThat(framework.bundle("single").getBundleId()).isEqualTo(id);

        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(single, next))
                .withMessageContaining("single 1.0.0");
        assertThat(framework.bundles()).containsExactly("single 1.1.0 active");
    }

    @Test
    void aFragmentFollowsItsHostThroughAnUpdate() throws Exception {
        TestBundle fragment = TestBundle.named("fragment", "1.0.0")
                .header("Fragment-Host", "library")
                .entry("lib/more", "more");
        deploy(LIBRARY, fragment);
        assertThat(framework.bundle("library").getResource("lib/more")).isNotNull();

        deploy(TestBundle.named("library", "1.1.0").exports("lib"), fragment);
        assertThat(framework.bundles()).containsExactly("fragment 1.0.0 resolved", "library 1.1.0 active");
        assertThat(framework.bundle("library").getResource("lib/more")).isNotNull();
    }

    @Test
    void aFragmentThatDoesNotFitTheNewHostTakesTheUpdateBack() throws Exception {
        TestBundle fragment =
                TestBundle.named("fragment", "1.0.0").header("Fragment-Host", "library;bundle-version=\"[1.0,1.1)\"");
        deploy(LIBRARY, fragment);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(TestBundle.named("library", "1.1.0").exports("lib"), fragment))
                .withMessage("the fragment fragment 1.0.0 was not attached to its host");
        assertThat(framework.bundles()).containsExactly("fragment 1.0.0 resolved", "library 1.0.0 active");
    }

    @Test
    void aRemovalThatTakesAPackageFromSomebodyElseIsTakenBack() throws Exception {
        deploy(LIBRARY);
        Path foreign = TestBundle.named("foreign", "1.0.0").imports("lib").jar(folder);
        framework.context().installBundle(foreign.toUri().toString()).start();
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(this::deploy)
                .withMessage("foreign 1.0.0 was active before and is not any more");
        assertThat(framework.bundles()).containsExactly("foreign 1.0.0 active", "library 1.0.0 active");
        assertThat(framework.bundle("foreign").getResource("lib/is.here")).isNotNull();
    }

    private int startLevel(String symbolicName) {
        return framework.bundle(symbolicName).adapt(BundleStartLevel.class).getStartLevel();
    }

    private List<DeployedBundle> deployedAgain() throws IOException {
        return specs(LIBRARY, USER).stream()
                .map(spec -> DeployedBundle.of(framework.bundle(spec.symbolicName()), spec))
                .toList();
    }

    private void deploy(TestBundle... bundles) throws Exception {
        deployed = deployment.apply(deployment.plan(specs(bundles), deployed));
    }

    private List<BundleSpec> specs(TestBundle... bundles) {
        return Stream.of(bundles).map(bundle -> spec(bundle, 90)).toList();
    }

    private BundleSpec spec(TestBundle bundle, int startLevel) {
        try {
            Path jar = bundle.jar(folder);
            ModuleRelease.Bundle read = new ModuleReader().bundle(jar, startLevel);
            store.add(jar);
            return BundleSpec.of(read.symbolicName(), read);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
