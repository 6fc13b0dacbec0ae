package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.site.SiteFingerprint;
import java.util.Optional;

/**
 * Which site this computer follows, and how that is changed by a person. A service of the client bundle; safe for use by several
 * threads.
 */
public interface TrustedSite {
    /** The site that is trusted; empty before this computer met its server for the first time. */
    Optional<SiteFingerprint> known();

    /**
     * The site of the server that is the source now, whether it is trusted or not.
     *
     * @throws dev.lockstep.core.problem.ProblemException if it cannot be asked, or the source is no computer
     */
    SiteFingerprint offered();

    /**
     * Follows the site of the server from now on. What is installed stays until that site assigns something else.
     *
     * @param fingerprint what a person compared
     * @throws dev.lockstep.core.problem.ProblemException with {@code SITE_CHANGED} if the server is of another one; then
     *     nothing has changed
     */
    @Audited
    void trust(SiteFingerprint fingerprint);
}
