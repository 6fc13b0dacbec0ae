package dev.lockstep.modules.internal.deployment;

import org.osgi.framework.Bundle;

/**
 * A bundle that a transaction left in the framework, as it is written down.
 *
 * <p>The framework cannot say which bytes a bundle came from. It can say when they were changed last, and so whether they
 * still are those that were written down.
 *
 * @param location the bundle's location
 * @param lastModified when the framework says that it was changed last, in milliseconds since 1970
 * @param spec what was installed
 */
public record DeployedBundle(String location, long lastModified, BundleSpec spec) {
    static DeployedBundle of(Bundle bundle, BundleSpec spec) {
        return new DeployedBundle(bundle.getLocation(), bundle.getLastModified(), spec);
    }

    boolean describes(Bundle bundle) {
        return bundle.getLocation().equals(location) && bundle.getLastModified() == lastModified;
    }
}
