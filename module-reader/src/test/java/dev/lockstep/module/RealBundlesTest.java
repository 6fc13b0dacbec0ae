package dev.lockstep.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** The bundles of the local Maven repository, read by us and installed in a framework. */
class RealBundlesTest {
    private static final long LARGEST = 8 << 20;

    /** So many files are looked at, evenly spread over the repository, which may have thousands. */
    private static final int MOST = 450;

    @TempDir
    Path folder;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
        framework.init();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    @DisplayName(
            "LS-181: of hundreds of real bundles the signed description says what the framework itself makes of them")
    void readAsTheFrameworkReadsThem() throws Exception {
        Map<String, String> differences = new TreeMap<>();
        int compared = 0;
        for (Path jar : bundles()) {
            String name = jar.getFileName().toString();
            ModuleRelease.Bundle read;
            try {
                read = new ModuleReader().bundle(jar, 90);
            } catch (ProblemException e) {
                if (!isOurOwnRule(e) && isInstalled(jar)) {
                    differences.put(name, "refused here, and not by the framework: " + e.getMessage());
                }
                continue;
            }
            compared++;
            try {
                String difference = difference(read, installed(jar));
                if (!difference.isEmpty()) {
                    differences.put(name, difference);
                }
            } catch (BundleException e) {
                differences.put(name, "refused by the framework: " + e.getMessage());
            }
        }

        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    /** What no module may bring is refused for that, however well it can be read. */
    private static boolean isOurOwnRule(ProblemException e) {
        String reason = e.problem().facts().getOrDefault("reason.sentence", "");
        return reason.endsWith("-of-platform")
                // Bundles of before OSGi 4 have no names that a module could have.
                || reason.equals("module.no-bundle")
                || reason.startsWith("archive.")
                || e.getMessage().contains("not a name for a bundle");
    }

    private boolean isInstalled(Path jar) throws BundleException {
        try {
            installed(jar).uninstall();
            return true;
        } catch (BundleException e) {
            return false;
        }
    }

    private Bundle installed(Path jar) throws BundleException {
        try {
            return framework.getBundleContext().installBundle("reference:" + jar.toUri());
        } catch (BundleException e) {
            // Another version of the repository has the same name and version: it cannot be there twice.
            if (e.getType() != BundleException.DUPLICATE_BUNDLE_ERROR) {
                throw e;
            }
            for (Bundle bundle : framework.getBundleContext().getBundles()) {
                if (bundle.getBundleId() != 0) {
                    bundle.uninstall();
                }
            }
            return framework.getBundleContext().installBundle("reference:" + jar.toUri());
        }
    }

    private static String difference(ModuleRelease.Bundle read, Bundle installed) {
        BundleRevision revision = installed.adapt(BundleRevision.class);
        List<String> ours = new ArrayList<>();
        read.capabilities().forEach(clause -> {
            TypedClause typed = TypedClause.capability(clause);
            ours.add(typed.namespace() + new TreeMap<>(typed.attributes()) + new TreeMap<>(typed.directives()));
        });
        List<String> theirs = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(null)) {
            theirs.add(capability.getNamespace()
                    + new TreeMap<>(capability.getAttributes())
                    + new TreeMap<>(capability.getDirectives()));
        }
        read.requirements().forEach(clause -> {
            TypedClause typed = TypedClause.requirement(clause);
            ours.add(typed.namespace() + new TreeMap<>(typed.attributes()) + new TreeMap<>(typed.directives()));
        });
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (!isDynamic(requirement)) {
                theirs.add(requirement.getNamespace()
                        + new TreeMap<>(requirement.getAttributes())
                        + new TreeMap<>(requirement.getDirectives()));
            }
        }
        List<String> missing = new ArrayList<>(theirs);
        missing.removeAll(ours);
        List<String> added = new ArrayList<>(ours);
        added.removeAll(theirs);
        boolean same = read.symbolicName().equals(installed.getSymbolicName())
                && Version.parseVersion(read.version()).equals(installed.getVersion());
        return same && missing.isEmpty() && added.isEmpty() ? "" : "missing " + missing + ", added " + added;
    }

    private static boolean isDynamic(BundleRequirement requirement) {
        return "dynamic".equals(requirement.getDirectives().get("resolution"));
    }

    /** The repository is where the framework's own jar came from. */
    private static List<Path> bundles() throws Exception {
        Path jar = Path.of(FrameworkFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path repository = jar;
        while (!repository.getFileName().toString().equals("org")) {
            repository = repository.getParent();
        }
        repository = repository.getParent();
        List<Path> jars;
        try (Stream<Path> files = Files.walk(repository)) {
            jars = files.filter(path -> path.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        List<Path> bundles = new ArrayList<>();
        for (int i = 0; i < jars.size(); i += Math.max(1, jars.size() / MOST)) {
            if (Files.size(jars.get(i)) < LARGEST && isBundle(jars.get(i).toFile())) {
                bundles.add(jars.get(i));
            }
        }
        return bundles;
    }

    private static boolean isBundle(File file) {
        try (JarFile jar = new JarFile(file)) {
            return jar.getManifest() != null
                    && jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName") != null;
        } catch (IOException e) {
            return false;
        }
    }
}
