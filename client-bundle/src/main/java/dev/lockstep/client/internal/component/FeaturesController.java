package dev.lockstep.client.internal.component;

import dev.lockstep.core.archive.SafeArchive;
import dev.lockstep.core.archive.UnsafeArchiveException;
import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.component.FeatureBundles;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Runs a component as bundles inside this node. They are copied from the component's own tree; the framework keeps them over a
 * restart, and their locations say whose they are and of which version.
 */
public final class FeaturesController implements Controller {
    private static final long REFRESH_SECONDS = 60;

    private final BundleContext framework;
    private final Signatures signatures;

    /**
     * A controller of bundles.
     *
     * @param framework the system bundle's context, so that the bundles belong to nobody else
     * @param signatures told of each component before its bundles are installed
     */
    public FeaturesController(BundleContext framework, Signatures signatures) {
        this.framework = framework;
        this.signatures = signatures;
    }

    /** Lets the guard know what was signed. */
    @FunctionalInterface
    public interface Signatures {
        /** Makes sure that the signed bundles of a component may run. */
        void require(Deployed component) throws IOException;
    }

    /**
     * The bundles of a component, as paths in its tree; none if it is not run as bundles.
     *
     * @throws dev.lockstep.core.problem.ProblemException if its features cannot be used
     */
    public static Set<String> bundles(Deployed component) throws IOException {
        return !(component.description().control() instanceof ComponentDescription.Features)
                ? Set.of()
                : files(component).stream()
                        .map(file ->
                                component.tree().relativize(file).toString().replace('\\', '/'))
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void start(Deployed component) throws IOException, InterruptedException {
        if (isRunning(component)) {
            return;
        }
        stop(component);
        signatures.require(component);
        List<Bundle> installed = new ArrayList<>();
        try {
            for (Path file : files(component)) {
                SafeArchive.require(file);
                try (InputStream bytes = Files.newInputStream(file)) {
                    installed.add(signed(
                            component,
                            file,
                            framework.installBundle(
                                    prefix(component) + component.version() + "/"
                                            + component.tree().relativize(file),
                                    bytes)));
                }
            }
            for (Bundle bundle : installed) {
                if (!isFragment(bundle)) {
                    bundle.start();
                }
            }
        } catch (BundleException e) {
            stop(component);
            throw component.startFailed(String.valueOf(e.getMessage()));
        } catch (UnsafeArchiveException e) {
            stop(component);
            throw component.startFailed(e.sentence());
        }
    }

    /** What the guard does not know as signed, it has removed by now. */
    private Bundle signed(Deployed component, Path file, Bundle bundle) throws InterruptedException {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            stop(component);
            throw component.startFailed(Sentence.of(
                    "component.not-signed",
                    Map.of("file", component.tree().relativize(file).toString())));
        }
        return bundle;
    }

    @Override
    public void stop(Deployed component) throws InterruptedException {
        List<Bundle> bundles = new ArrayList<>(installed(prefix(component)));
        Collections.reverse(bundles);
        try {
            for (Bundle bundle : bundles) {
                bundle.uninstall();
            }
        } catch (BundleException e) {
            throw component.stopFailed();
        }
        if (!bundles.isEmpty()) {
            refresh(component, bundles);
        }
    }

    /** What was wired to the bundles that are gone is wired anew. */
    private void refresh(Deployed component, List<Bundle> gone) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        framework
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(gone, event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        done.countDown();
                    }
                });
        if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw component.stopFailed();
        }
    }

    @Override
    public boolean isRunning(Deployed component) throws IOException {
        List<Bundle> bundles = installed(prefix(component) + component.version() + "/");
        return bundles.size() == files(component).size()
                && bundles.stream().allMatch(bundle -> isFragment(bundle) || bundle.getState() == Bundle.ACTIVE);
    }

    private static List<Path> files(Deployed component) throws IOException {
        try {
            return FeatureBundles.find(component.tree(), (ComponentDescription.Features)
                    component.description().control());
        } catch (IllegalArgumentException e) {
            throw component.startFailed(String.valueOf(e.getMessage()));
        }
    }

    private List<Bundle> installed(String prefix) {
        return Arrays.stream(framework.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(prefix))
                .toList();
    }

    private static String prefix(Deployed component) {
        return "lockstep-component:" + component.name() + "/";
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
