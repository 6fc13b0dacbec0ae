package dev.lockstep.modules.internal.deployment;

import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * Waits until a framework has started what it starts by itself: it is at its last start level, below which a module may not be able
 * to start yet. Karaf also installs and refreshes bundles until its boot features are there, and says so with a service.
 */
public final class FrameworkReady {
    private static final String FEATURES = "org.apache.karaf.features.core";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private FrameworkReady() {}

    /** Returns when it is so; that may already be. */
    public static void await(BundleContext context) throws InterruptedException {
        await(context, lastStartLevel(context));
    }

    static void await(BundleContext context, int lastStartLevel) throws InterruptedException {
        try (FrameworkChanges changes = FrameworkChanges.listen(context)) {
            changes.until(() -> isReady(context, lastStartLevel));
        }
    }

    static boolean isReady(BundleContext context, int lastStartLevel) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        boolean started = framework.getState() == Bundle.ACTIVE
                && framework.adapt(FrameworkStartLevel.class).getStartLevel() >= lastStartLevel;
        boolean karaf = Stream.of(context.getBundles()).anyMatch(bundle -> FEATURES.equals(bundle.getSymbolicName()));
        return started && (!karaf || context.getServiceReference(BOOT_FINISHED) != null);
    }

    /** Karaf lets the framework begin at level 1, raises it in the background, and keeps the level that was set as a system property. */
    private static int lastStartLevel(BundleContext context) {
        String key = Constants.FRAMEWORK_BEGINNING_STARTLEVEL;
        String level = System.getProperty(key, context.getProperty(key));
        return level == null ? 1 : Integer.parseInt(level);
    }
}
