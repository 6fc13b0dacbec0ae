package dev.lockstep.core.node;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.VendorMetadata;
import java.util.List;
import java.util.Optional;

/**
 * The source of this computer, and what of it is trusted. A service of the client bundle, the only one that opens the source
 * and changes {@code trust/vendor}; the other bundles ask here. Safe for use by several threads: one refresh at a time.
 */
public interface Upstream {
    /**
     * The source in force: from the settings, or from where they say that the address comes from.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code SOURCE_MISSING} or with what is wrong with the address
     */
    UpdateSource source();

    /**
     * A way to the source in force, with the proxy and limits of the settings. It is of no use after the settings changed:
     * ask again for every operation.
     *
     * @throws dev.lockstep.core.problem.ProblemException as {@link #source}
     */
    Transport transport();

    /**
     * Follows a server that has moved, as its site signed: once it authenticates at its new address, that is the {@link
     * #source} from then on, wherever the old one is configured. Asks nobody if no server has moved.
     */
    default void followServer() {
        // Most sources do not move.
    }

    /** The limit that all downloads of this computer share; always the same object. */
    RateLimit rateLimit();

    /**
     * Asks the source for newer metadata, verifies it and keeps it (TUF 1.0.34 section 5). Modules that the site approved stand
     * in it beside those that the vendor signed.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the source cannot be asked, or with {@code UNTRUSTED}; what was
     *     trusted before still is
     */
    VendorMetadata refresh();

    /**
     * Fetches the site metadata from the computer that is the source, verifies it and keeps it in {@code trust/site}.
     *
     * @throws dev.lockstep.core.problem.ProblemException if it cannot be asked, with {@code SITE_CHANGED} if it is of another
     *     site, with {@code SITE_STALE} or with {@code UNTRUSTED}; what was trusted before still is
     */
    SiteMetadata refreshSite();

    /** The site metadata of the last refresh since the start of this node; empty if the source is no computer. */
    Optional<SiteMetadata> site();

    /**
     * Whether the vendor still vouches for what is trusted now, under the policies that vendor and site signed; empty before the
     * first refresh. The one place that says so.
     */
    Optional<Freshness> freshness();

    /** Which of the vendor's servers were passed over lately, and why. */
    default List<Sentence> warnings() {
        return List.of();
    }

    /** Warnings about expired or soon expiring metadata, and about the clock. */
    List<Problem> concerns();

    /** The metadata that was trusted last, without asking the source; empty before the first refresh. */
    Optional<VendorMetadata> trusted();
}
