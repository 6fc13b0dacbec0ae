package dev.lockstep.modules.internal.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** One refresh of several bundles, waited for. */
final class Refresh {
    private final BundleContext context;
    private final Duration limit;

    Refresh(BundleContext context, Duration limit) {
        this.context = context;
        this.limit = limit;
    }

    /** The bundles whose wires {@link #of} would make anew. */
    Collection<Bundle> reach(Collection<Bundle> bundles) {
        return bundles.isEmpty() ? List.of() : wiring().getDependencyClosure(bundles);
    }

    /** Makes the wires of these bundles and of all that hang on them anew; those that were started are started again. */
    void of(Collection<Bundle> bundles) throws DeploymentException {
        if (bundles.isEmpty()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        wiring().refreshBundles(Set.copyOf(bundles), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw DeploymentException.of(
                        "", "the framework did not refresh its bundles within " + limit.toSeconds() + " seconds", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeploymentException.of("", "the wait for the framework's refresh was interrupted", e);
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }
}
