package dev.lockstep.modules.internal.deployment;

import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Waits until a framework has started what it starts by itself. Karaf installs and refreshes bundles until its boot features
 * are there, and says so with a service.
 */
public final class FrameworkReady {
    private static final String FEATURES = "org.apache.karaf.features.core";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private FrameworkReady() {}

    /** Returns when it is so; that may already be. */
    public static void await(BundleContext context) throws InterruptedException {
        try (FrameworkChanges changes = FrameworkChanges.listen(context)) {
            changes.until(() -> isReady(context));
        }
    }

    private static boolean isReady(BundleContext context) {
        boolean started = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE;
        boolean karaf = Stream.of(context.getBundles()).anyMatch(bundle -> FEATURES.equals(bundle.getSymbolicName()));
        return started && (!karaf || context.getServiceReference(BOOT_FINISHED) != null);
    }
}
