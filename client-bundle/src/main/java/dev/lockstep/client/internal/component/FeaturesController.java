package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    /**
     * A controller of bundles.
     *
     * @param framework the system bundle's context, so that the bundles belong to nobody else
     */
    public FeaturesController(BundleContext framework) {
        this.framework = framework;
    }

    @Override
    public void start(Deployed component) throws IOException, InterruptedException {
        if (isRunning(component)) {
            return;
        }
        stop(component);
        List<Bundle> installed = new ArrayList<>();
        try {
            for (Path file : files(component)) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    installed.add(framework.installBundle(
                            prefix(component) + component.version() + "/"
                                    + component.tree().relativize(file),
                            bytes));
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
        }
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

    private List<Path> files(Deployed component) throws IOException {
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
