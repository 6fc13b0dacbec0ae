package dev.lockstep.core.node;

import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.VendorMetadata;

/**
 * What this computer trusts of its vendor, brought up to date by offline bundles. A service of the client bundle beside
 * {@link Upstream}, with which it shares {@code trust/vendor}; safe for use by several threads.
 */
public interface OfflineTrust {
    /**
     * Finds out what would be trusted after a bundle was imported. Nothing is changed.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code BUNDLE_FOREIGN}, {@code BUNDLE_OLDER}, {@code BUNDLE_STALE},
     *     {@code BUNDLE_ALTERED} or {@code BUNDLE_PARTIAL}
     */
    BundleTrial rehearse(OfflineBundle bundle);

    /**
     * As {@link Upstream#refresh}, from a bundle, whatever the source of this computer is.
     *
     * @throws dev.lockstep.core.problem.ProblemException as {@link #rehearse}; what was trusted before still is
     */
    VendorMetadata refreshFrom(OfflineBundle bundle);
}
