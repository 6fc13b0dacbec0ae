package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Changed;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome.RolledBack;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Modules with settings, on a real framework with Felix's ConfigurationAdmin, which nodes have. */
@Timeout(300)
@SuppressWarnings("JdkObsolete") // OSGi wants a Dictionary.
class ModuleSettingsTest {
    private static final String PID = Activators.Configured.PID;

    @TempDir
    Path folder;

    private VendorFolder vendor;
    private TestNode node;

    @BeforeEach
    void aNodeWithAModuleThatHasSettings() throws Exception {
        System.clearProperty(PID);
        vendor = new VendorFolder(folder.resolve("vendor"));
        publish(reports("1.0.0"), reports("1.1.0"), reports("2.0.0").activator(Activators.Throwing.class));
        node = new TestNode(folder.resolve("server"), vendor).distributing().start();
        BundleContext context = node.framework().context();
        context.installBundle(configurationAdmin().toUri().toString()).start();
        // With no location, as a file in etc makes it: it is bound to where the first bundle that asks for it comes
        // from.
        Configuration settings = admin().getConfiguration(PID, null);
        settings.update(settings("reports.example"));
        assertThat(install("1.0.0")).isInstanceOf(Changed.class);
        awaitSettingsOf("1.0.0");
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        System.clearProperty(PID);
    }

    @Test
    @DisplayName("LS-077 A module's settings survive its update, and its way back")
    void settingsSurvive() throws Exception {
        assertThat(install("1.1.0")).isInstanceOf(Changed.class);
        awaitSettingsOf("1.1.0");

        System.clearProperty(PID);
        assertThat(install("2.0.0")).as("it does not start").isInstanceOf(RolledBack.class);
        awaitSettingsOf("1.1.0");
    }

    @Test
    @DisplayName("LS-077 A module's settings are still there when it is removed and installed again")
    void settingsSurviveARemoval() throws Exception {
        assertThat(node.modules().remove("reports", false, Progress.SILENT)).isInstanceOf(Changed.class);
        System.clearProperty(PID);

        assertThat(install("1.0.0")).isInstanceOf(Changed.class);
        awaitSettingsOf("1.0.0");
    }

    @Test
    @DisplayName("LS-077 What was changed while the old version ran is what the new one gets")
    void changesCount() throws Exception {
        admin().getConfiguration(PID, null).update(settings("other.example"));

        assertThat(install("1.1.0")).isInstanceOf(Changed.class);

        await("1.1.0 other.example");
    }

    private static Dictionary<String, Object> settings(String server) {
        return FrameworkUtil.asDictionary(Map.of("server", server));
    }

    private void awaitSettingsOf(String version) throws InterruptedException {
        await(version + " reports.example");
    }

    /** They are handed out by a thread of the service. */
    private static void await(String expected) throws InterruptedException {
        while (!expected.equals(System.getProperty(PID))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static TestBundle reports(String version) {
        return TestBundle.named("reports", version)
                .imports("org.osgi.framework,org.osgi.service.cm")
                .activator(Activators.Configured.class);
    }

    private Object install(String version) {
        return node.modules().install("reports", Optional.of(Version.parse(version)), false, Progress.SILENT);
    }

    private ConfigurationAdmin admin() {
        BundleContext context = node.framework().context();
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    private static Path configurationAdmin() throws Exception {
        try (Stream<Path> jars = Files.list(Path.of("target", "catalogue"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("org.apache.felix.configadmin"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void publish(TestBundle... bundles) throws Exception {
        for (TestBundle bundle : List.of(bundles)) {
            vendor.publish(List.of(bundle.jar(folder)), Particulars.NONE);
        }
    }
}
