package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

/** Bundles of a component in a real framework. */
@Timeout(300)
class FeaturesControllerTest {
    @TempDir
    private Path folder;

    private Framework framework;
    private FeaturesController controller;

    @BeforeEach
    void startFramework() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
        framework.start();
        controller = new FeaturesController(framework.getBundleContext(), component -> {});
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(20));
    }

    @Test
    void bundlesAreStartedReplacedAndRemoved() throws Exception {
        Deployed old = component("1.0.0", Map.of());
        Deployed fresh = component("1.1.0", Map.of());

        controller.start(old);
        controller.start(old);
        assertThat(controller.isRunning(old)).isTrue();
        assertThat(versions()).containsExactly("1.0.0", "1.0.0");

        controller.stop(old);
        controller.start(fresh);
        assertThat(controller.isRunning(old)).isFalse();
        assertThat(controller.isRunning(fresh)).isTrue();
        assertThat(versions()).containsExactly("1.1.0", "1.1.0");

        controller.stop(fresh);
        assertThat(versions()).isEmpty();
    }

    @Test
    void ifOneBundleCannotStartNoneIsLeft() throws Exception {
        Deployed broken = component("1.0.0", Map.of("Import-Package", "not.there"));

        assertThatThrownBy(() -> controller.start(broken))
                .hasMessageContaining("meters 1.0.0 could not be started")
                .hasMessageContaining("not.there");
        assertThat(versions()).isEmpty();
    }

    @Test
    @DisplayName("LS-175: a component's bundle that is a hostile archive is not given to the framework")
    void aHostileArchiveIsNotInstalled() throws Exception {
        Deployed component = component("1.0.0", Map.of());
        Path jar = component.tree().resolve("bundles/reader-1.0.0.jar");
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length + 1));

        assertThatThrownBy(() -> controller.start(component)).hasMessageContaining("its end is missing");
        assertThat(versions()).isEmpty();
    }

    @Test
    @DisplayName("LS-171: a component whose bundle the guard removes does not start, and says which file it was")
    void aBundleThatNobodySignedIsNamed() throws Exception {
        Deployed component = component("1.0.0", Map.of());
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.INSTALLED
                    && "reader".equals(event.getBundle().getSymbolicName())) {
                try {
                    event.getBundle().uninstall();
                } catch (BundleException e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThatThrownBy(() -> controller.start(component))
                .hasMessageContaining("its file bundles/reader-1.0.0.jar is not known as one that the vendor signed");
        assertThat(versions()).isEmpty();
    }

    @Test
    void aBundleThatIsNotInTheTreeIsNamed() throws Exception {
        Deployed component = component("1.0.0", Map.of());
        Files.delete(component.tree().resolve("bundles/reader-1.0.0.jar"));

        assertThatThrownBy(() -> controller.start(component))
                .hasMessageContaining("its bundle mvn:org.example/reader/1.0.0 is not there as reader-1.0.0.jar");
    }

    private List<String> versions() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getState() == Bundle.ACTIVE)
                .map(bundle -> bundle.getVersion().toString())
                .toList();
    }

    private Deployed component(String version, Map<String, String> headers) throws IOException {
        Path tree = folder.resolve(version);
        Files.createDirectories(tree.resolve("bundles"));
        bundle(tree.resolve("bundles/api.jar"), "api", version, Map.of());
        bundle(tree.resolve("bundles/reader-" + version + ".jar"), "reader", version, headers);
        Files.writeString(
                tree.resolve("features.xml"),
                "<features name='m'><feature name='base'><bundle>file:bundles/api.jar</bundle></feature>"
                        + "<feature name='meters'><feature>base</feature><feature>scr</feature>"
                        + "<bundle>mvn:org.example/reader/" + version + "</bundle></feature></features>");
        return new Deployed(
                "meters",
                Version.parse(version),
                tree,
                folder.resolve("state"),
                folder.resolve("log"),
                folder.resolve("data"),
                new ComponentDescription(
                        "Meters",
                        new ComponentDescription.Features("features.xml", List.of("meters")),
                        new ComponentDescription.Health(Optional.empty(), Duration.ofSeconds(5), Duration.ZERO),
                        Optional.empty(),
                        Duration.ofSeconds(5)),
                new Placeholders(Map.of()));
    }

    private static void bundle(Path file, String name, String version, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
        headers.forEach((header, value) -> manifest.getMainAttributes().putValue(header, value));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }
}
