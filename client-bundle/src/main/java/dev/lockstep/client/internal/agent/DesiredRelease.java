package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorMetadata.OfferedRelease;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * The release that this computer should run, as its source says.
 *
 * @param metadata what the vendor signed
 * @param release the release that it should end on
 * @param assignment what the server assigns; empty if the source is no computer
 * @param site whose word that is, with what its approver says
 * @param from whose word it is, for people
 * @param freshness whether the vendor still vouches for it
 */
record DesiredRelease(
        VendorMetadata metadata,
        Release release,
        Optional<Assignment> assignment,
        Optional<SiteMetadata> site,
        String from,
        Freshness freshness) {
    Version version() {
        return release.version();
    }

    /** Whether the vendor offers a version: it is listed, and may be installed. */
    boolean offers(Version version) {
        return metadata.offered(version).isPresent()
                && metadata.withdrawals().of(version).isEmpty();
    }

    /** The same with another release, which the vendor offers. */
    DesiredRelease at(Version version) {
        return new DesiredRelease(metadata, metadata.release(version), assignment, site, from, freshness);
    }

    /** The release as the vendor's signed metadata lists it. */
    OfferedRelease offered() {
        return metadata.offered(version())
                .orElseGet(() -> new OfferedRelease(version(), release.channel(), release.counter()));
    }

    /** The rollbacks that the site's approver has approved. */
    List<RollbackApproval> approvals() {
        return site.map(SiteMetadata::rollbacks).orElse(List.of());
    }

    /**
     * Why nothing of it may be installed because of its age; empty if it may. What a server assigns was decided there; elsewhere
     * it is decided here, but a computer that has nothing yet has nothing older to stay with.
     */
    Optional<Problem> objection(Optional<Version> installed) {
        return assignment.isPresent() || installed.isEmpty()
                ? freshness.againstInstalling()
                : freshness.againstDeciding();
    }

    /** Why it must not be installed because it is withdrawn, or a release that leads to it; empty if it may. */
    Optional<Problem> withdrawn(UpdatePath path) {
        return metadata.withdrawals()
                .of(version())
                .map(Withdrawal::problem)
                .or(() -> path.steps().stream()
                        .flatMap(step -> metadata.withdrawals().of(step.version()).stream())
                        .findFirst()
                        .map(floor -> floor.onTheWayTo(version())));
    }

    /** The way to it from what is installed. */
    UpdatePath path(Optional<Version> installed) {
        return metadata.pathTo(release, installed);
    }
}
