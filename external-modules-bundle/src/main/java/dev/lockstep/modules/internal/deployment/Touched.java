package dev.lockstep.modules.internal.deployment;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * The bundles that one transaction touches: those of its plan, those that hang on them, and those that the code of a module starts
 * or stops. Only they are judged afterwards, and only they are put back: whatever else starts or stops meanwhile (the node itself,
 * Karaf, an administrator) has its own reason.
 *
 * <p>The framework tells a synchronous listener on the thread that changes a bundle, and so it is known who did it. Safe for use by
 * several threads.
 */
final class Touched implements SynchronousBundleListener, AutoCloseable {
    private final BundleContext context;
    private final Set<String> locations = ConcurrentHashMap.newKeySet();

    private Touched(BundleContext context) {
        this.context = context;
    }

    /** Begins to note what the threads of modules do. */
    static Touched listen(BundleContext context) {
        Touched touched = new Touched(context);
        context.addBundleListener(touched);
        return touched;
    }

    void add(Collection<Bundle> bundles) {
        bundles.forEach(bundle -> locations.add(bundle.getLocation()));
    }

    /** By its location, which it keeps when it is removed and installed again. */
    boolean contains(String location) {
        return locations.contains(location);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (BundleLifeCycle.isThreadOfModule(Thread.currentThread())) {
            locations.add(event.getBundle().getLocation());
        }
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
    }
}
