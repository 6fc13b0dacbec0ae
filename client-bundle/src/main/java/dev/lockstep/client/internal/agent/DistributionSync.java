package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the computers below need: a complete distribution folder, and their assignment. A main server assigns what it runs
 * itself, a relay passes on its site's assignment; either only once the folder holds it.
 */
final class DistributionSync {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionSync.class);

    private final Supplier<NodeSettings> settings;
    private final Neighbours neighbours;
    private final Supplier<Optional<Version>> installed;
    private final Path folder;
    private final Supplier<Optional<SiteMetadata>> site;
    private final WithdrawnHere withdrawn;
    /** Modules that were mirrored since the start of this node, so that the server is not asked again. */
    private final Set<SiteAssignment.AssignedModule> fetched = ConcurrentHashMap.newKeySet();

    /**
     * The duty.
     *
     * @param installed the release that this computer runs
     * @param folder where the distribution folder is, for messages
     * @param site what the site above says, if this computer takes its updates from another
     * @param withdrawn what must not be handed on any more
     */
    DistributionSync(
            Supplier<NodeSettings> settings,
            Neighbours neighbours,
            Supplier<Optional<Version>> installed,
            Path folder,
            Supplier<Optional<SiteMetadata>> site,
            WithdrawnHere withdrawn) {
        this.settings = settings;
        this.neighbours = neighbours;
        this.installed = installed;
        this.folder = folder;
        this.site = site;
        this.withdrawn = withdrawn;
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
                return Optional.of(unfilled(Sentence.of("distribution.nothing")));
            }
            if (state instanceof Distribution.State.Ready ready) {
                return ready.releases().contains(version)
                        ? floorsLack(version, distribution)
                        : Optional.of(unfilled(Sentence.of(
                                "distribution.others", Map.of("releases", ready.releases(), "release", version))));
            }
            return Optional.empty();
        });
    }

    /** A relay fetches them when it passes on its site's assignment, as far as the one above has them. */
    private Optional<Problem> floorsLack(Version version, Distribution distribution) {
        List<Version> floors = site.get().isPresent() ? List.of() : distribution.lacking(version);
        return floors.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        unfilled(Sentence.of("distribution.floors", Map.of("release", version, "floors", floors))));
    }

    /**
     * The newest release that a computer below has, if it is newer than what is installed here. This computer must reach it
     * before it assigns anything, or the others would have to go back.
     *
     * @param genuine which versions there are; a computer can say that it runs any
     */
    Optional<Version> belowIsNewer(Predicate<Version> genuine) {
        Optional<Version> newest = neighbours.assignments().stream()
                .flatMap(assignments -> assignments.computers().stream())
                .flatMap(computer -> computer.components().entrySet().stream())
                .filter(component -> !component.getKey().equals(Release.NODE))
                .map(Map.Entry::getValue)
                .filter(genuine)
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

    /** Brings a release, with those that lead to it, into the folder, if this computer distributes. */
    void mirror(Release release, Progress progress) {
        distribution().ifPresent(distribution -> distribution.mirror(release.version(), progress));
    }

    /** Fetches the modules that are assigned to the computers below, for example after the folder was lost. */
    void mirrorModules(Progress progress) {
        List<Assignment.AssignedModule> modules = neighbours.assignments().stream()
                .map(Assignments::current)
                .filter(Assignment::modulesKnown)
                .flatMap(assignment -> assignment.modules().stream())
                .toList();
        Optional<Distribution> distribution = distribution();
        for (Assignment.AssignedModule module :
                distribution.isPresent() ? modules : List.<Assignment.AssignedModule>of()) {
            try {
                distribution.get().mirrorModule(module.name(), module.version(), progress);
            } catch (ProblemException e) {
                if (e.problem().code().isBrokenOff()) {
                    throw e;
                }
                // Computers that have it keep it; a release must not wait for a module that is no longer available.
                LOG.warn(
                        "Computers below cannot fetch {} {} from here: {}",
                        module.name(),
                        module.version(),
                        e.problem());
            }
        }
    }

    private Problem unfilled(Sentence holds) {
        return Problem.of(ProblemCode.DISTRIBUTION_UNFILLED, Map.of("folder", folder.toString(), "holds", holds));
    }

    /**
     * Assigns to the computers below what this computer runs, or passes on the assignment of its site; in both cases only what
     * the folder holds.
     */
    void assign() {
        Optional<Assignments> assignments = neighbours.assignments();
        Optional<Distribution> distribution = distribution();
        if (assignments.isEmpty() || distribution.isEmpty()) {
            return;
        }
        if (site.get().isPresent()) {
            passOn(site.get().get(), assignments.get(), distribution.get());
            return;
        }
        Optional<Version> version = installed.get();
        if (version.isPresent()
                && held(distribution.get()).contains(version.get())
                && withdrawn.of(version.get()).isEmpty()
                && !assignments.get().current().release().equals(version)) {
            assignments.get().assignRelease(version);
        }
    }

    /** Reads everything that this computer keeps for others. */
    Distribution.Verification verify(Progress progress) {
        return distribution()
                .map(distribution -> distribution.verify(progress))
                .orElse(new Distribution.Verification(0, 0, 0));
    }

    /** What was found damaged in what this computer keeps. */
    List<Sentence> notices() {
        return neighbours.distribution().map(Distribution::notices).orElse(List.of());
    }

    /** The release that everybody is to run, if the folder does not hold it. */
    private static Optional<Version> lacking(List<SiteAssignment> assignments, Distribution distribution) {
        return assignments.stream()
                .filter(assignment -> assignment.audience() instanceof Audience.Everybody)
                .flatMap(assignment -> assignment.release().stream())
                .map(SiteAssignment.AssignedRelease::version)
                .filter(version -> !held(distribution).contains(version))
                .findFirst();
    }

    /** The problem that computers below wait for a release which this relay does not hold yet, if any; asks nobody. */
    Optional<Problem> waiting() {
        return distribution()
                .flatMap(distribution -> site.get().flatMap(said -> lacking(said.fetchedAssignments(), distribution)))
                .map(version -> Problem.of(
                        ProblemCode.RELAY_WAITING,
                        Map.of(
                                "version",
                                version.toString(),
                                "computers",
                                Integer.toString(neighbours
                                        .assignments()
                                        .map(assignments ->
                                                assignments.computers().size())
                                        .orElse(0)))));
    }

    private static List<Version> held(Distribution distribution) {
        return distribution.state() instanceof Distribution.State.Ready ready ? ready.releases() : List.of();
    }

    /** The release for everybody comes by an update of this computer; what only some below need is fetched for them. */
    private void passOn(SiteMetadata said, Assignments assignments, Distribution distribution) {
        List<SiteAssignment> all = said.assignments();
        if (held(distribution).isEmpty()) {
            return;
        }
        if (lacking(all, distribution).isPresent()) {
            assignments.relayBeforeItEnds(said);
            return;
        }
        for (SiteAssignment assignment : all) {
            assignment
                    .release()
                    .map(SiteAssignment.AssignedRelease::version)
                    .filter(version -> withdrawn.of(version).isEmpty())
                    .filter(version -> !distribution.lacking(version).isEmpty())
                    .ifPresent(version -> distribution.mirror(version, Progress.SILENT));
            for (SiteAssignment.AssignedModule module : assignment.modules()) {
                if (!fetched.contains(module)
                        && withdrawn.of(module.name(), module.version()).isEmpty()) {
                    distribution.mirrorModule(module.name(), module.version(), Progress.SILENT);
                    fetched.add(module);
                }
            }
        }
        assignments.relay(said);
    }
}
