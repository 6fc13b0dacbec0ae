package dev.lockstep.modules.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.module.ModuleReader;
import dev.lockstep.modules.internal.fixture.Components;
import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.fixture.TestBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Modules with Declarative Services components, under the real service component runtime. */
class DeclaredComponentsTest {
    @TempDir
    Path folder;

    private RealFramework framework;
    private FileContentStore store;
    private Deployment deployment;

    @BeforeEach
    void startFrameworkWithComponents() throws Exception {
        framework = RealFramework.start(folder.resolve("cache"));
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of("target", "components"))) {
            jars = files.toList();
        }
        for (Path jar : jars) {
            framework.context().installBundle(jar.toUri().toString());
        }
        framework.bundle("org.apache.felix.scr").start();
        store = new FileContentStore(folder.resolve("store"));
        deployment = deployment(Duration.ofSeconds(30));
    }

    private Deployment deployment(Duration ready) {
        return new Deployment(
                framework.context(),
                new VerifiedBytes(store),
                bundle -> false,
                new Deployment.Limits(Duration.ofSeconds(20), ready, Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void aComponentThatIsSatisfiedIsFine() throws Exception {
        deploy(component("immediate='true'", Components.Good.class, ""));
        assertThat(framework.bundle("module").getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(framework.bundle("module").getRegisteredServices()).hasSize(1);
    }

    @Test
    void aComponentThatWaitsForAServiceIsAFlaw() {
        deployment = deployment(Duration.ofMillis(700));
        String needs = "<reference name='meter' interface='java.util.concurrent.Callable' cardinality='1..1'/>";
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(component("", Components.Good.class, needs)))
                .withMessage("its component chart waits for meter");
        assertGone();
    }

    @Test
    void aServiceThatComesWhileItIsWaitedForIsEnough() throws Exception {
        String needs = "<reference name='meter' interface='java.util.concurrent.Callable' cardinality='1..1'/>";
        Bundle[] provider = new Bundle[1];
        framework.context().addBundleListener(event -> {
            boolean started = event.getType() == org.osgi.framework.BundleEvent.STARTED
                    && "module".equals(event.getBundle().getSymbolicName());
            if (started && provider[0] == null) {
                provider[0] = event.getBundle();
                framework.context().registerService(java.util.concurrent.Callable.class, () -> "", null);
            }
        });
        deploy(component("", Components.Good.class, needs));
        assertThat(framework.bundle("module").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void aComponentThatCannotBeMadeIsAFlawWithItsReason() {
        deployment = deployment(Duration.ofSeconds(2));
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(component("immediate='true'", Components.Failing.class, "")))
                .withMessage(
                        "its component chart failed: java.lang.IllegalStateException: the display is not connected");
        assertGone();
    }

    @Test
    void aComponentThatWaitsForItsSettingsIsFine() throws Exception {
        deploy(component("configuration-policy='require'", Components.Good.class, "")
                .header("Provide-Capability", "osgi.service;objectClass:List<String>=\"java.lang.Runnable\""));
        assertThat(framework.bundle("module").getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(framework.bundle("module").getRegisteredServices()).isNull();
    }

    @Test
    @DisplayName("An active module says which settings its components lack, and what they wait for")
    void whatAnActiveModuleLacksIsSaid() throws Exception {
        deploy(component("configuration-policy='require' configuration-pid='meters'", Components.Good.class, ""));
        assertThat(remarks())
                .containsExactly("its component chart does nothing before it has its settings: etc/meters.cfg");
        assertThat(remarks(Locale.forLanguageTag("ru")))
                .singleElement()
                .satisfies(text -> assertThat(text).contains("etc/meters.cfg", "настроек"));

        String needs = "<reference name='meter' interface='java.util.concurrent.Callable' cardinality='1..1'/>";
        ServiceRegistration<?> meter =
                framework.context().registerService(java.util.concurrent.Callable.class, () -> "", null);
        framework.bundle("module").uninstall();
        deploy(component("immediate='true'", Components.Good.class, needs));
        assertThat(remarks()).isEmpty();
        meter.unregister();
        assertThat(remarks())
                .containsExactly("its component chart waits for meter, the service java.util.concurrent.Callable");
    }

    @Test
    @DisplayName("What an extender should do for a module and does not is said: web, Blueprint, components, any other")
    void whatNobodyDoesForAModuleIsSaid() throws Exception {
        deploy(TestBundle.named("module", "1.0.0")
                .header("Web-ContextPath", "/reports")
                .entry("OSGI-INF/blueprint/all.xml", "<blueprint/>")
                .header(
                        "Require-Capability",
                        "osgi.extender;resolution:=optional;filter:=\"(osgi.extender=osgi.ejb)\","
                                + "osgi.extender;effective:=active;filter:=\"(osgi.extender=osgi.jpa)\","
                                + "osgi.extender;filter:=\"(osgi.extender=osgi.component)\""));
        assertThat(remarks())
                .containsExactly(
                        "the web application of module at /reports is not served: no web container has taken it",
                        "the Blueprint container of module is not there: no extender has made it, or it waits or failed; see the log",
                        "module works only with an extender that nobody offers here: (osgi.extender=osgi.ejb)",
                        "module works only with an extender that nobody offers here: (osgi.extender=osgi.jpa)");

        framework
                .context()
                .registerService(
                        Runnable.class,
                        () -> {},
                        FrameworkUtil.asDictionary(Map.of(
                                "osgi.web.symbolicname", "module", "osgi.blueprint.container.symbolicname", "module")));
        assertThat(remarks()).as("once an extender has taken it").hasSize(2);

        framework.bundle("org.apache.felix.scr").stop();
        assertThat(remarks()).hasSize(2);
        framework.bundle("module").uninstall();
        framework.bundle("org.apache.felix.scr").start();
        deploy(component("", Components.Good.class, ""));
        framework.bundle("org.apache.felix.scr").stop();
        assertThat(remarks())
                .containsExactly("nobody makes the components of module: the service component runtime does not run");
    }

    private List<String> remarks() {
        return remarks(Locale.ENGLISH);
    }

    private List<String> remarks(Locale language) {
        return new Remarks(framework.context())
                .of(framework.bundle("module")).stream()
                        .map(remark -> remark.text(language))
                        .toList();
    }

    @Test
    void theComponentsOfAFragmentAreNobodysBusiness() throws Exception {
        framework
                .context()
                .installBundle(
                        TestBundle.named("host", "1.0.0").jar(folder).toUri().toString())
                .start();
        deploy(TestBundle.named("module", "1.0.0")
                .header("Fragment-Host", "host")
                .header("Service-Component", "OSGI-INF/chart.xml"));
        assertThat(framework.bundle("module").getState()).isEqualTo(Bundle.RESOLVED);
    }

    private static TestBundle component(String attributes, Class<?> type, String references) {
        return TestBundle.named("module", "1.0.0")
                .type(type)
                .header("Service-Component", "OSGI-INF/chart.xml")
                .entry("OSGI-INF/chart.xml", """
                        <scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='chart' %s>
                          <service><provide interface='java.lang.Runnable'/></service>%s
                          <implementation class='%s'/>
                        </scr:component>""".formatted(attributes, references, type.getName()));
    }

    private void assertGone() {
        assertThat(framework.bundles()).noneMatch(bundle -> bundle.startsWith("module "));
    }

    private void deploy(TestBundle bundle) throws Exception {
        Path jar = bundle.jar(folder);
        store.add(jar);
        BundleSpec spec = BundleSpec.of("module", new ModuleReader().bundle(jar, 90));
        deployment.apply(deployment.plan(List.of(spec), List.of()));
    }
}
