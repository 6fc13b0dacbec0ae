package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * What the vendor signed, as it was trusted at one moment. Immutable but for the descriptors, which are fetched into the
 * store when they are asked for; safe for use by several threads.
 */
public interface VendorMetadata {
    /** Until when the vendor vouches for it, as the vendor signed it; what the site signed about that comes on top. */
    Validity validity();

    /** The releases of all channels, in ascending order of version. */
    List<OfferedRelease> releases();

    /**
     * The lowest release counter that the vendor still lets anybody run in a channel, as a release of it says; 0 if none does.
     * No computer goes back below it, whoever says so.
     */
    long lowestCounter(String channel);

    /** What must not be installed any more, by the vendor's word, a publisher's or the site's. It stays listed, for where it runs. */
    Withdrawals withdrawals();

    /** The release of a version, if it is listed; it may be withdrawn. */
    default Optional<OfferedRelease> offered(Version version) {
        return releases().stream()
                .filter(release -> release.version().equals(version))
                .findFirst();
    }

    /** Whether a release is older than another: by version, or by release counter if both are offered. */
    default boolean isOlder(Version release, Version than) {
        return release.compareTo(than) < 0
                || offered(release)
                        .flatMap(one -> offered(than).map(other -> one.counter() < other.counter()))
                        .orElse(false);
    }

    /** The modules, by name and then in ascending order of version. */
    List<OfferedModule> modules();

    /**
     * The description of a release, from the store or else from the source, verified.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code RELEASE_UNKNOWN} if it is not offered, or with what went
     *     wrong at the source
     */
    Release release(Version version);

    /**
     * The description of a version of a module, likewise.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code MODULE_UNKNOWN}, or with what went wrong at the source
     */
    ModuleRelease module(String name, Version version);

    /**
     * Why a module must not be installed although it is signed: a publisher signs for its own names only, so none of its bundles
     * may have the name of a module that somebody else signs, unless it is that module's own bundle.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the description of the other module cannot be had
     */
    default Optional<Problem> encroachment(ModuleRelease module) {
        // Without publishers there is no encroachment.
        return Optional.empty();
    }

    /** What leads to a release from what a computer runs; see {@link UpdatePath}. */
    default UpdatePath pathTo(Release goal, Optional<Version> installed) {
        return UpdatePath.from(installed, goal, this::described);
    }

    /** Everything that leads to a release, from wherever a computer comes. */
    default UpdatePath pathTo(Release goal) {
        return UpdatePath.whole(goal, this::described);
    }

    /** A relay lists what the vendor signed, and may not hold all of it. */
    private Optional<Release> described(Version version) {
        if (offered(version).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(release(version));
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.PAYLOAD_MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Length and hash of a signed target, such as {@code releases/1.1.0.json}. */
    Optional<Blob> target(String name);

    /**
     * The signed metadata files exactly as they were received, under the names that they are served by, in the order in which
     * a mirror writes them (TUF section 6.2): every root, delegated roles, targets, snapshot, and the timestamp last.
     */
    List<MetadataCopy> files();

    /** The newest release of a channel that is not withdrawn, if there is one. */
    default Optional<OfferedRelease> newest(String channel) {
        Withdrawals withdrawn = withdrawals();
        return releases().stream()
                .filter(release -> release.channel().equals(channel))
                .filter(release -> withdrawn.of(release.version()).isEmpty())
                .reduce((older, newer) -> newer);
    }

    /**
     * A release that the signed metadata lists.
     *
     * @param version its version
     * @param channel for whom it is
     * @param counter its release counter
     */
    record OfferedRelease(Version version, String channel, long counter) {}

    /**
     * A module that the signed metadata lists.
     *
     * @param name its identity
     * @param version its version
     */
    record OfferedModule(String name, Version version) {}
}
