package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.vendor.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a computer that distributes updates owes those below it: a complete distribution folder, and the word what to run. The
 * word is what this computer runs itself, and it is only given when the folder holds it.
 */
final class DistributionDuty {
    private final Supplier<NodeSettings> settings;
    private final Neighbours neighbours;
    private final Supplier<Optional<Version>> installed;
    private final Path folder;

    /**
     * The duty.
     *
     * @param installed the release that this computer runs
     * @param folder where the distribution folder is, for messages
     */
    DistributionDuty(
            Supplier<NodeSettings> settings,
            Neighbours neighbours,
            Supplier<Optional<Version>> installed,
            Path folder) {
        this.settings = settings;
        this.neighbours = neighbours;
        this.installed = installed;
        this.folder = folder;
    }

    private Optional<Distribution> distribution() {
        return settings.get().distribute() ? neighbours.distribution() : Optional.empty();
    }

    /**
     * Why the folder has to be updated before clients can be served.
     *
     * @param version the release that it should hold
     */
    Optional<Problem> lacks(Version version) {
        return distribution().flatMap(distribution -> {
            Distribution.State state = distribution.state();
            if (state instanceof Distribution.State.Damaged damaged) {
                return Optional.of(damaged.problem());
            }
            if (state instanceof Distribution.State.Empty) {
                return Optional.of(unfilled("nothing to distribute"));
            }
            return state instanceof Distribution.State.Ready ready
                            && !ready.releases().contains(version)
                    ? Optional.of(unfilled(ready.releases() + " and not release " + version))
                    : Optional.empty();
        });
    }

    /**
     * The release to which this computer has to be brought up before it tells those below what to run: the newest that one of
     * them has, or else they would come down to it; empty if none is newer than what is installed.
     */
    Optional<Version> belowIsNewer() {
        Optional<Version> newest = neighbours.assignments().stream()
                .flatMap(assignments -> assignments.computers().stream())
                .flatMap(computer -> computer.components().entrySet().stream())
                .filter(component -> !component.getKey().equals(Release.NODE))
                .map(Map.Entry::getValue)
                .max(Version::compareTo);
        Optional<Version> own = installed.get();
        return newest.filter(version -> own.isEmpty() || version.compareTo(own.get()) > 0);
    }

    /** How many bytes {@link #mirror} would download for a release. */
    long missingBytes(Release release) {
        return distribution()
                .map(distribution -> distribution.missingBytes(release))
                .orElse(0L);
    }

    /** Brings a release with its floors into the folder, if this computer distributes. */
    void mirror(Release release, VendorMetadata metadata, Progress progress) {
        Optional<Distribution> distribution = distribution();
        if (distribution.isEmpty()) {
            return;
        }
        List<Version> offered = metadata.releases().stream()
                .map(VendorMetadata.OfferedRelease::version)
                .toList();
        // Clients that were away for long come through the floors, and can take them from nobody else.
        release.floors().stream()
                .filter(offered::contains)
                .forEach(floor -> distribution.get().mirror(floor, progress));
        distribution.get().mirror(release.version(), progress);
    }

    private Problem unfilled(String holds) {
        return Problem.of(ProblemCode.DISTRIBUTION_UNFILLED, Map.of("folder", folder.toString(), "holds", holds));
    }

    /** Tells those below what this computer runs, if the folder holds it and they were told otherwise. */
    void assign() {
        Optional<Assignments> assignments = neighbours.assignments();
        Optional<Version> version = installed.get();
        boolean held = version.isPresent()
                && distribution()
                        .map(Distribution::state)
                        .filter(Distribution.State.Ready.class::isInstance)
                        .map(state ->
                                ((Distribution.State.Ready) state).releases().contains(version.get()))
                        .orElse(false);
        if (held
                && assignments.isPresent()
                && !assignments.get().current().release().equals(version)) {
            assignments.get().assignRelease(version);
        }
    }
}
