package dev.lockstep.modules.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.module.ModuleReader;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.fixture.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A change of modules that fails, at each of its steps, among bundles that it has nothing to do with: the node's own, which may still
 * be coming while modules are restored, and an administrator's.
 */
@Timeout(60)
class WayBackTest {
    private static final TestBundle LIBRARY =
            TestBundle.named("library", "1.0.0").exports("lib");
    private static final TestBundle USER =
            TestBundle.named("user", "1.0.0").imports("lib,org.osgi.framework").activator(Activators.Good.class);
    private static final TestBundle STUBBORN =
            TestBundle.named("stubborn", "1.0.0").activator(Activators.Stubborn.class);
    private static final TestBundle NEW_LIBRARY =
            TestBundle.named("library", "1.1.0").exports("lib");

    @TempDir
    Path folder;

    private RealFramework framework;
    private FileContentStore store;
    private Deployment deployment;
    private List<DeployedBundle> deployed;
    private final List<String> events = new CopyOnWriteArrayList<>();

    /** How a change fails, and at which step. */
    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes them.
    private enum Failing {
        STOP("stubborn 1.0.0 did not stop"),
        UPDATE("library 1.1.0 (sha256/", NEW_LIBRARY),
        INSTALL("bad 1.0.0 (sha256/", TestBundle.named("bad", "1.0.0")),
        RESOLVE("Unable to resolve bad", TestBundle.named("bad", "1.0.0").imports("nobody.has.this")),
        START_THROWS("no meter", TestBundle.named("bad", "1.0.0").activator(Activators.Throwing.class)),
        START_FAILS(
                "IncompatibleClassChangeError", TestBundle.named("bad", "1.0.0").activator(Activators.Broken.class)),
        START_HANGS("did not start within", TestBundle.named("bad", "1.0.0").activator(Activators.Endless.class)),
        DIES("bad 1.0.0 is not active", TestBundle.named("bad", "1.0.0").activator(Activators.Dying.class)),
        PROMISES(
                "does not register its service",
                TestBundle.named("bad", "1.0.0")
                        .header("Provide-Capability", "osgi.service;objectClass:List<String>=\"java.lang.Runnable\"")),
        STOPS_ANOTHER(
                "node.commands 1.0.0 was active before",
                TestBundle.named("bad", "1.0.0").activator(Activators.Stopping.class));

        private final String reason;
        private final List<TestBundle> coming;

        Failing(String reason, TestBundle... coming) {
            this.reason = reason;
            this.coming = List.of(coming);
        }

        boolean isOfBytes() {
            return this == UPDATE || this == INSTALL;
        }
    }

    @BeforeEach
    void aNodeWithModules() throws Exception {
        framework = RealFramework.start(folder.resolve("cache"));
        store = new FileContentStore(folder.resolve("store"));
        deployment = new Deployment(
                framework.context(),
                new VerifiedBytes(store),
                bundle -> bundle.getSymbolicName().startsWith("node"),
                new Deployment.Limits(Duration.ofSeconds(20), Duration.ofMillis(600), Duration.ofMillis(20)));
        others("node.commands").start();
        others("node.late").start();
        framework.bundle("node.late").stop();
        others("by.hand").start();
        others("transient").start(Bundle.START_TRANSIENT);
        others("idle");
        Path lazy = TestBundle.named("lazy", "1.0.0")
                .activator(Activators.Good.class)
                .header("Bundle-ActivationPolicy", "lazy")
                .jar(folder);
        framework.context().installBundle(lazy.toUri().toString()).start(Bundle.START_ACTIVATION_POLICY);
        deployed = deployment.apply(deployment.plan(specs(LIBRARY, USER, STUBBORN), List.of()));
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty("stubborn");
        framework.close();
    }

    @ParameterizedTest(
            name = "LS-079 LS-082: a way back touches only what the change touched, where the change fails: {0}")
    @EnumSource(Failing.class)
    void aWayBackTouchesOnlyWhatTheChangeTouched(Failing failing) throws Exception {
        Map<String, Object> before = bystanders();
        List<String> modules = modules();
        ChangePlan plan = deployment.plan(specs(wanted(failing)), deployed);
        if (failing.isOfBytes()) {
            damage(failing.coming.get(0));
        }
        System.setProperty("stubborn", Boolean.toString(failing == Failing.STOP));
        framework.context().addBundleListener(new Meanwhile());
        framework.context().addBundleListener((SynchronousBundleListener) this::note);

        DeploymentException failure = catchThrowableOfType(DeploymentException.class, () -> deployment.apply(plan));

        assertThat(failure).hasMessageContaining(failing.reason);
        assertThat(failure.isRestored()).isTrue();
        assertThat(modules()).isEqualTo(modules);
        assertThat(framework.bundle("node.late").getState())
                .as("what the node started meanwhile")
                .isEqualTo(Bundle.ACTIVE);
        assertThat(started("node.late"))
                .as("and starts again with the framework")
                .isTrue();
        assertThat(framework.bundle("by.hand").getState())
                .as("what an administrator stopped meanwhile")
                .isEqualTo(Bundle.RESOLVED);
        assertThat(started("by.hand")).isFalse();
        assertThat(bystanders()).isEqualTo(before);
        assertThat(events)
                .containsExactlyElementsOf(
                        failing == Failing.STOPS_ANOTHER
                                ? List.of("node.commands STOPPED", "node.commands STARTED")
                                : List.of());
    }

    private TestBundle[] wanted(Failing failing) {
        List<TestBundle> wanted = new ArrayList<>(List.of(LIBRARY, USER));
        // The way back from what comes late has to put back what was updated, removed and refreshed before.
        if (failing != Failing.STOP && failing != Failing.INSTALL) {
            wanted.set(0, NEW_LIBRARY);
        }
        failing.coming.stream().filter(bundle -> bundle != NEW_LIBRARY).forEach(wanted::add);
        return wanted.toArray(TestBundle[]::new);
    }

    /** What somebody else does while the change goes on, on a thread of his own: begun by the first thing that changes. */
    private final class Meanwhile implements SynchronousBundleListener {
        private final AtomicBoolean begun = new AtomicBoolean();
        private final ThreadGroup others = Thread.currentThread().getThreadGroup();

        @Override
        public void bundleChanged(BundleEvent event) {
            if (!begun.getAndSet(true)) {
                Thread thread = new Thread(others, this::act);
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void act() {
            try {
                framework.bundle("node.late").start();
                framework.bundle("by.hand").stop();
            } catch (BundleException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void note(BundleEvent event) {
        String name = event.getBundle().getSymbolicName();
        if (List.of("node.commands", "transient", "idle", "lazy").contains(name)
                && (event.getType() & (BundleEvent.STARTED | BundleEvent.STOPPED | BundleEvent.UNRESOLVED)) != 0) {
            events.add(name + " " + (event.getType() == BundleEvent.STARTED ? "STARTED" : "STOPPED"));
        }
    }

    /** State, start with the framework, time of change and wires of each bundle that nobody has to do with. */
    private Map<String, Object> bystanders() {
        Map<String, Object> all = new TreeMap<>();
        for (String name : List.of("node.commands", "transient", "idle", "lazy")) {
            Bundle bundle = framework.bundle(name);
            all.put(name + " state", bundle.getState());
            all.put(name + " started", started(name));
            all.put(name + " changed", bundle.getLastModified());
            all.put(name + " level", bundle.adapt(BundleStartLevel.class).getStartLevel());
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            all.put(name + " wires", wiring == null ? "none" : wiring);
        }
        return all;
    }

    private boolean started(String name) {
        return framework.bundle(name).adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    private List<String> modules() {
        return framework.bundles().stream()
                .filter(bundle ->
                        Stream.of("library", "user", "stubborn", "bad").anyMatch(bundle::startsWith))
                .toList();
    }

    private Bundle others(String name) throws BundleException {
        Path jar =
                TestBundle.named(name, "1.0.0").activator(Activators.Good.class).jar(folder);
        return framework.context().installBundle(jar.toUri().toString());
    }

    private void damage(TestBundle bundle) throws IOException {
        Path file = store.find(specs(bundle).get(0).blob()).orElseThrow();
        assertThat(file.toFile().setWritable(true)).isTrue();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private List<BundleSpec> specs(TestBundle... bundles) {
        return Stream.of(bundles)
                .map(bundle -> {
                    try {
                        Path jar = bundle.jar(folder);
                        ModuleRelease.Bundle read = new ModuleReader().bundle(jar, 90);
                        store.add(jar);
                        return BundleSpec.of(read.symbolicName(), read);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
