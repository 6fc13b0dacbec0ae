package dev.lockstep.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.GuardList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Every way that a bundle can take into a real framework, with the guard in it. */
class GuardTest {
    private static final long LIMIT = 60;

    @TempDir
    Path folder;

    private final byte[] host = TestBundle.running("host")
            .header("Export-Package", "greeting")
            .header("Bundle-ClassPath", ".,inner.jar")
            .header("DynamicImport-Package", "evil")
            .entry("greeting/word", "good")
            .entry(
                    "inner.jar",
                    new TestBundle("inner").entry("inside/word", "good").bytes())
            .bytes();
    private final byte[] evil = TestBundle.running("evil").bytes();
    private final byte[] signed = TestBundle.running("signed").bytes();
    private final String hostLocation = "mvn:dev.test/host/1.0.0";
    private final BlockingQueue<Map<String, String>> refused = new LinkedBlockingQueue<>();

    private Path home;
    private Path hostFile;
    private Framework framework;

    @BeforeEach
    void aVersionWithOneBundle() throws Exception {
        home = folder.resolve("home");
        hostFile = home.resolve("system/dev/test/host/1.0.0/host-1.0.0.jar");
        Files.createDirectories(hostFile.getParent());
        Files.write(hostFile, host);
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(
                home.resolve("lib/bundles.sha256"), TestBundle.sha256(host) + "  dev/test/host/1.0.0/host-1.0.0.jar\n");
        start();
        install(hostLocation, host).start();
    }

    @AfterEach
    void stop() throws Exception {
        if (framework != null) {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(LIMIT));
        }
        System.clearProperty("ran.evil");
    }

    private void start() throws Exception {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, cache().toString());
        framework = GuardedFrameworkFactory.newFramework(
                configuration, home, folder.resolve("etc"), folder.resolve("lists"));
        framework.init();
        Consumer<Map<String, String>> consumer = refused::add;
        context()
                .registerService(
                        Consumer.class,
                        consumer,
                        FrameworkUtil.asDictionary(Map.of(GuardedFrameworkFactory.STATE, Refusals.WHAT)));
        framework.start();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    private Bundle install(String location, byte[] bytes) throws BundleException {
        return context().installBundle(location, TestBundle.stream(bytes));
    }

    private Map<String, String> refusal() throws InterruptedException {
        return refused.poll(LIMIT, TimeUnit.SECONDS);
    }

    private void list(Map<byte[], String> bundles) throws IOException {
        Map<Digest, String> list = new HashMap<>();
        bundles.forEach((bytes, name) -> list.put(Digest.of(bytes), name));
        new GuardList(folder.resolve("lists/modules.sha256")).write(list);
    }

    private void assertHostIsWhole() {
        Bundle bundle = context().getBundle(hostLocation);
        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(text(bundle, "greeting/word")).isEqualTo("good");
        assertThat(text(bundle, "inside/word")).isEqualTo("good");
    }

    private static String text(Bundle bundle, String resource) {
        try (var in = bundle.adapt(BundleWiring.class).getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertEvilIsGone() {
        assertThat(TestBundle.ran("evil")).isFalse();
        assertThat(Stream.of(context().getBundles()).map(Bundle::getSymbolicName))
                .doesNotContain("evil");
        assertHostIsWhole();
    }

    @Test
    @DisplayName("LS-171: a bundle that nobody signed is removed as soon as it is installed, and that is told")
    void installed() throws Exception {
        Bundle bundle = install("file:somewhere/evil.jar", evil);

        assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
        assertThatThrownBy(bundle::start).isInstanceOf(IllegalStateException.class);
        assertThat(refusal())
                .containsEntry("location", "file:somewhere/evil.jar")
                .containsEntry("bundle", "evil 1.0.0")
                .containsEntry("sha256", TestBundle.sha256(evil));
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: not even while it is being installed can a bundle that nobody signed be resolved or loaded")
    void resolvedByAnother() throws Exception {
        List<Boolean> resolved = new ArrayList<>();
        // It hears of an installation before the guard does, and does what it can at once.
        context().addBundleListener((org.osgi.framework.SynchronousBundleListener) event -> {
            if ("evil".equals(event.getBundle().getSymbolicName())
                    && event.getBundle().getState() != Bundle.UNINSTALLED) {
                resolved.add(framework.adapt(FrameworkWiring.class).resolveBundles(List.of(event.getBundle())));
                assertThatThrownBy(() -> event.getBundle().loadClass(TestBundle.Marks.class.getName()))
                        .isInstanceOf(ClassNotFoundException.class);
            }
        });

        Bundle bundle = install("evil", evil);

        assertThat(resolved).doesNotContain(true);
        assertThat(bundle.adapt(BundleWiring.class)).isNull();
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: a bundle of the node that is updated to other bytes never runs them, and gets its own again")
    void ownUpdated() throws Exception {
        Bundle bundle = context().getBundle(hostLocation);

        assertThatThrownBy(() -> bundle.update(TestBundle.stream(evil))).isInstanceOf(BundleException.class);

        assertThat(refusal()).containsEntry("outcome", "it got its own bytes again");
        awaitHost();
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: a signed module that is updated to other bytes is removed")
    void moduleUpdated() throws Exception {
        list(Map.of(signed, "signed 1.0.0"));
        Bundle bundle = install("lockstep:signed", signed);
        bundle.start();
        assertThat(TestBundle.ran("signed")).isTrue();

        assertThatThrownBy(() -> bundle.update(TestBundle.stream(evil))).isInstanceOf(BundleException.class);

        assertThat(refusal()).containsEntry("outcome", "it was removed");
        await(() -> context().getBundle("lockstep:signed") == null);
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: an update that comes from the bundle's own Bundle-UpdateLocation is judged like any other")
    void updateLocation() throws Exception {
        Path file = folder.resolve("next.jar");
        Files.write(file, evil);
        byte[] updatable = TestBundle.running("updatable")
                .header("Bundle-UpdateLocation", file.toUri().toString())
                .bytes();
        list(Map.of(updatable, "updatable 1.0.0"));
        Bundle bundle = install("lockstep:updatable", updatable);
        bundle.start();

        assertThatThrownBy(bundle::update).isInstanceOf(BundleException.class);

        await(() -> context().getBundle("lockstep:updatable") == null);
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: a fragment that nobody signed is attached to nothing")
    void fragment() throws Exception {
        byte[] fragment = new TestBundle("evil")
                .header("Fragment-Host", "host")
                .entry("greeting/extra", "evil")
                .bytes();
        Bundle bundle = install("fragment", fragment);
        refresh(context().getBundle(hostLocation));

        assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
        assertThat(context().getBundle(hostLocation).getResource("greeting/extra"))
                .isNull();
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: a fragment of the framework itself, and of its class path, is refused")
    void extension() throws Exception {
        for (String kind : List.of("framework", "bootclasspath")) {
            byte[] extension = new TestBundle("evil")
                    .header("Fragment-Host", "system.bundle;extension:=" + kind)
                    .header("ExtensionBundle-Activator", TestBundle.Marks.class.getName())
                    .header("Export-Package", "evil")
                    .type(TestBundle.Marks.class)
                    .bytes();
            assertThatThrownBy(() -> install("extension", extension)).isInstanceOf(BundleException.class);
            assertThatThrownBy(() -> context().getBundle(hostLocation).update(TestBundle.stream(extension)))
                    .isInstanceOf(BundleException.class);
        }
        assertEvilIsGone();
    }

    @Test
    @DisplayName(
            "LS-171: what a reference points to outside of the node does not run, even with the bytes of a signed bundle")
    void reference() throws Exception {
        list(Map.of(signed, "signed 1.0.0"));
        Path file = Files.write(folder.resolve("reference.jar"), evil);
        Path tree = Files.createDirectories(folder.resolve("exploded/META-INF"));
        Files.writeString(
                tree.resolve("MANIFEST.MF"),
                "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: evil\n\n");
        Path copy = Files.write(folder.resolve("copy.jar"), signed);
        Path link = Files.createSymbolicLink(home.resolve("system/linked.jar"), copy);

        for (Path target : List.of(file, tree.getParent(), copy, link)) {
            Bundle bundle = context().installBundle("reference:" + target.toUri());
            assertThat(bundle.getState()).as("%s", target).isEqualTo(Bundle.UNINSTALLED);
        }
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: what a reference points to within the version's own folder runs if it is on the list")
    void referenceToOwn() throws Exception {
        context().getBundle(hostLocation).uninstall();

        Bundle bundle = context().installBundle("reference:" + hostFile.toUri());
        bundle.start();

        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    @DisplayName("LS-171: a bundle of the node that is read where it lies gets its own bytes again, too")
    void referenceToOwnUpdated() throws Exception {
        context().getBundle(hostLocation).uninstall();
        Bundle bundle = context().installBundle("reference:" + hostFile.toUri());
        bundle.start();

        assertThatThrownBy(() -> bundle.update(TestBundle.stream(evil))).isInstanceOf(BundleException.class);

        assertThat(refusal()).containsEntry("outcome", "it got its own bytes again");
        await(() -> bundle.getState() == Bundle.ACTIVE);
        restart();
        assertThat(context().getBundle("reference:" + hostFile.toUri()).getState())
                .isEqualTo(Bundle.ACTIVE);
        assertThat(TestBundle.ran("evil")).isFalse();
    }

    @Test
    @DisplayName("LS-171: a file of the version that was changed does not run, and runs when it is as it was")
    void referenceToAnAlteredFile() throws Exception {
        context().getBundle(hostLocation).uninstall();
        String location = "reference:" + hostFile.toUri();
        context().installBundle(location).start();
        stop();
        Files.write(hostFile, TestBundle.running("host").entry("more", "evil").bytes());

        start();

        assertThat(context().getBundle(location).getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(refusal()).containsEntry("outcome", "it does not run until its file is as it was");
        stop();
        Files.write(hostFile, host);
        start();
        assertThat(context().getBundle(location).getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    @DisplayName(
            "LS-171: a bundle whose bytes were changed in the cache does not run them; the node's own is mended, others go")
    void alteredCache() throws Exception {
        list(Map.of(signed, "signed 1.0.0"));
        Bundle module = install("lockstep:signed", signed);
        module.start();
        long id = context().getBundle(hostLocation).getBundleId();
        stop();
        for (long altered : List.of(id, module.getBundleId())) {
            Files.write(jarInCache(altered), TestBundle.running("evil").bytes());
        }

        start();

        assertThat(List.of(refusal().get("outcome"), refusal().get("outcome")))
                .containsExactlyInAnyOrder("it got its own bytes again", "it was removed");
        assertThat(context().getBundle("lockstep:signed")).isNull();
        awaitHost();
        assertEvilIsGone();
        restart();
        assertHostIsWhole();
    }

    @Test
    @DisplayName(
            "LS-171: a jar that the framework had unpacked from a bundle is unpacked again, not taken as it lies in the cache")
    void alteredInnerJar() throws Exception {
        assertHostIsWhole();
        stop();
        List<Path> unpacked;
        try (Stream<Path> files = Files.walk(cache())) {
            unpacked = files.filter(file -> file.endsWith("inner.jar")).toList();
        }
        assertThat(unpacked).hasSize(1);
        Files.write(
                unpacked.get(0),
                new TestBundle("inner").entry("inside/word", "evil").bytes());

        start();

        assertHostIsWhole();
    }

    @Test
    @DisplayName("LS-171: a bundle that was put into the cache by hand, also one of the framework itself, does not run")
    void addedToTheCache() throws Exception {
        Path template = jarInCache(context().getBundle(hostLocation).getBundleId())
                .getParent()
                .getParent();
        stop();
        int number = 70;
        for (byte[] bytes : List.of(
                evil,
                "no jar at all".getBytes(StandardCharsets.UTF_8),
                new TestBundle("evil")
                        .header("Fragment-Host", "system.bundle;extension:=framework")
                        .header("ExtensionBundle-Activator", TestBundle.Marks.class.getName())
                        .type(TestBundle.Marks.class)
                        .bytes())) {
            Path added = cache().resolve("bundle" + number);
            copy(template, added);
            String info = Files.readString(template.resolve("bundle.info"));
            String own = String.valueOf(template.getFileName()).replace("bundle", "");
            Files.writeString(
                    added.resolve("bundle.info"),
                    info.replaceFirst("^" + own, String.valueOf(number)).replace(hostLocation, "added" + number));
            try (Stream<Path> files = Files.walk(added)) {
                for (Path jar :
                        files.filter(file -> file.endsWith("bundle.jar")).toList()) {
                    Files.write(jar, bytes);
                }
            }
            number++;
        }

        start();

        assertThat(List.of(refusal(), refusal(), refusal()))
                .extracting(refusal -> refusal.get("location"))
                .containsExactlyInAnyOrder("added70", "added71", "added72");
        assertThat(cache().resolve("bundle70")).doesNotExist();
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: a signed bundle runs, also after a restart, and no more when it is taken off the list")
    void signedModule() throws Exception {
        list(Map.of(signed, "signed 1.0.0"));
        install("lockstep:signed", signed).start();

        restart();

        assertThat(context().getBundle("lockstep:signed").getState()).isEqualTo(Bundle.ACTIVE);
        stop();
        list(Map.of());
        start();
        assertThat(context().getBundle("lockstep:signed")).isNull();
        assertThat(TestBundle.ran("signed")).isFalse();
    }

    @Test
    @DisplayName(
            "LS-171: a bundle that nobody signed cannot stand in the place of one of its name, nor serve a dynamic import")
    void singletonAndDynamicImport() throws Exception {
        byte[] impostor = new TestBundle("host")
                .header("Bundle-SymbolicName", "host;singleton:=true")
                .header("Bundle-Version", "9.0.0")
                .header("Export-Package", "evil,greeting")
                .entry("evil/word", "evil")
                .bytes();
        install("impostor", impostor);

        assertThatThrownBy(() -> context().getBundle(hostLocation).loadClass("evil.Word"))
                .isInstanceOf(ClassNotFoundException.class);
        refresh(context().getBundle(hostLocation));
        assertHostIsWhole();
    }

    @Test
    @DisplayName("LS-171: a list that others could have written, or that is damaged, does not count")
    @DisabledOnOs(OS.WINDOWS)
    void listsOfOthers() throws Exception {
        Path list = folder.resolve("lists/modules.sha256");
        list(Map.of(evil, "evil"));
        Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(install("evil", evil).getState()).isEqualTo(Bundle.UNINSTALLED);

        list(Map.of(evil, "evil"));
        Files.setPosixFilePermissions(list.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(install("evil", evil).getState()).isEqualTo(Bundle.UNINSTALLED);

        Files.setPosixFilePermissions(list.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(list, TestBundle.sha256(evil) + "  evil\nand something else\n");
        assertThat(install("evil", evil).getState()).isEqualTo(Bundle.UNINSTALLED);

        Files.delete(list);
        Path elsewhere = folder.resolve("elsewhere.sha256");
        Files.writeString(elsewhere, TestBundle.sha256(evil) + "  evil\n");
        Files.createSymbolicLink(list, elsewhere);
        assertThat(install("evil", evil).getState()).isEqualTo(Bundle.UNINSTALLED);
        assertEvilIsGone();
    }

    @Test
    @DisplayName("LS-171: only a file in etc opens the guard, and only at the next start")
    void opened() throws Exception {
        Path file = folder.resolve("etc").resolve(Opening.FILE);
        Files.writeString(file, "unsigned.bundles = allowed\n");
        assertThat(install("evil", evil).getState()).isEqualTo(Bundle.UNINSTALLED);
        restart();

        install("evil", evil).start();

        assertThat(TestBundle.ran("evil")).isTrue();
        assertThat(System.getProperty(GuardedFrameworkFactory.STATE)).isEqualTo(GuardedFrameworkFactory.OPENED);
        Files.writeString(file, "unsigned.bundles = perhaps\n");
        restart();
        assertEvilIsGone();
        assertThat(System.getProperty(GuardedFrameworkFactory.STATE)).isEqualTo(GuardedFrameworkFactory.STANDS);
    }

    @Test
    @DisplayName("LS-171: without the list of its own bundles there is no framework, rather than one without a guard")
    void withoutAList() throws Exception {
        Path list = home.resolve("lib/bundles.sha256");
        for (String damaged : List.of("", "garbage", TestBundle.sha256(host).substring(1) + "  x")) {
            Files.writeString(list, damaged);
            assertThatThrownBy(() -> GuardedFrameworkFactory.newFramework(
                            Map.of(Constants.FRAMEWORK_STORAGE, cache().toString()),
                            home,
                            folder.resolve("etc"),
                            folder.resolve("lists")))
                    .isInstanceOf(IOException.class);
        }
    }

    private Path jarInCache(long id) throws IOException {
        try (Stream<Path> files = Files.walk(cache().resolve("bundle" + id))) {
            return files.filter(file -> file.endsWith("bundle.jar")).findFirst().orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        BlockingQueue<FrameworkEvent> done = new LinkedBlockingQueue<>();
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), done::add);
        assertThat(done.poll(LIMIT, TimeUnit.SECONDS)).isNotNull();
    }

    private void awaitHost() throws InterruptedException {
        await(() -> {
            Bundle bundle = context().getBundle(hostLocation);
            return bundle != null
                    && bundle.getState() == Bundle.ACTIVE
                    && "host".equals(bundle.adapt(BundleRevision.class).getSymbolicName());
        });
    }

    /** Looks again whenever a bundle changes. */
    private void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        BlockingQueue<Object> changes = new LinkedBlockingQueue<>();
        context().addBundleListener(changes::add);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            changes.poll(1, TimeUnit.SECONDS);
        }
    }
}
