package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.ReachedVersions;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorMetadata.OfferedRelease;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Keeps a server from taking this computer back to an older release or module by itself: an attacker who has broken into the
 * server would assign genuine releases with known vulnerabilities.
 *
 * <p>A release is older if its version or the vendor's release counter is lower than that of what runs here. A module is older
 * than any version that ever ran here, because a server may remove a module in between. The site's approver signs permission to
 * roll back, which can be used once. No computer goes below the vendor's own floor.
 */
final class RollbackGuard {
    private final String node;
    private final Supplier<Optional<Version>> installed;
    private final Supplier<SortedMap<String, Version>> activeModules;
    private final ReachedVersions reached;
    private final Clock clock;

    /**
     * The guard of one computer.
     *
     * @param node the id of this computer
     * @param installed the release that it runs
     * @param activeModules the modules that are active
     */
    RollbackGuard(
            String node,
            Supplier<Optional<Version>> installed,
            Supplier<SortedMap<String, Version>> activeModules,
            ReachedVersions reached,
            Clock clock) {
        this.node = node;
        this.installed = installed;
        this.activeModules = activeModules;
        this.reached = reached;
        this.clock = clock;
    }

    /** Records what runs here and which approvals brought this computer there. Must be called before anything is decided. */
    void note(DesiredRelease wanted) {
        Optional<ReachedVersions.Release> running =
                installed.get().flatMap(version -> running(version, wanted.metadata()));
        SortedMap<String, Version> active = activeModules.get();
        changed(before -> {
            ReachedVersions.State next = running.map(before::running).orElse(before);
            Map<String, Version> modules = new TreeMap<>();
            active.forEach((name, version) -> {
                if (!isBelow(version, before.modules().get(name))) {
                    modules.put(name, version);
                }
            });
            for (RollbackApproval approval : wanted.approvals()) {
                if (hasHappened(approval.rollback(), active) && !before.spent().contains(approval.serial())) {
                    next = next.spent(approval.serial());
                    if (approval.rollback() instanceof Rollback.OfModule module) {
                        modules.put(module.name(), module.version());
                    }
                }
            }
            return next.with(modules);
        });
    }

    private Optional<ReachedVersions.Release> running(Version version, VendorMetadata metadata) {
        return metadata.offered(version)
                .map(offered -> new ReachedVersions.Release(version, offered.counter()))
                // The vendor may no longer list it; its counter is still the same.
                .or(() -> state().release().filter(known -> known.version().equals(version)));
    }

    private boolean hasHappened(Rollback rollback, SortedMap<String, Version> active) {
        return rollback instanceof Rollback.OfRelease release
                ? installed.get().equals(Optional.of(release.version()))
                : rollback instanceof Rollback.OfModule module
                        && module.version().equals(active.get(module.name()));
    }

    private static boolean isBelow(Version version, Version known) {
        return known != null && version.compareTo(known) < 0;
    }

    /**
     * Why the release that a server assigns is not followed.
     *
     * @return empty if it is not older than what runs here, or going back was approved
     */
    Optional<Problem> release(DesiredRelease wanted) {
        Optional<Version> now = installed.get();
        OfferedRelease release = wanted.offered();
        if (now.isEmpty() || wanted.assignment().isEmpty() || !isOlder(release, now.get())) {
            return Optional.empty();
        }
        Optional<Sentence> objection = objection(
                wanted,
                rollback -> rollback instanceof Rollback.OfRelease approved
                        && approved.version().equals(release.version())
                        && approved.counter() == release.counter(),
                rollback -> rollback instanceof Rollback.OfRelease approved
                        && state().release()
                                .filter(known -> known.version().equals(now.get()))
                                .filter(known -> known.counter() <= approved.upTo())
                                .isPresent());
        return objection.map(reason -> Problem.of(
                ProblemCode.ROLLBACK_UNAPPROVED,
                Map.of(
                        "address", wanted.from(),
                        "release", release.version().toString(),
                        "installed", now.get().toString(),
                        "reason", reason)));
    }

    /** By version or by counter: an older version that was published later is a rollback, too. */
    private boolean isOlder(OfferedRelease release, Version now) {
        return release.version().compareTo(now) < 0
                || state().release()
                        .filter(known -> known.version().equals(now))
                        .filter(known -> release.counter() < known.counter())
                        .isPresent();
    }

    /** Why nobody may install a release any more; empty unless it is below the vendor's floor. */
    static Optional<Problem> belowFloor(VendorMetadata metadata, Version version) {
        return metadata.offered(version)
                .filter(release -> release.counter() < metadata.lowestCounter(release.channel()))
                .map(release -> Problem.of(
                        ProblemCode.RELEASE_BELOW_FLOOR,
                        Map.of(
                                "release", version.toString(),
                                "channel", release.channel(),
                                "counter", Long.toString(release.counter()),
                                "lowest", Long.toString(metadata.lowestCounter(release.channel())))));
    }

    /**
     * Why the modules of an assignment are not followed.
     *
     * @return empty if none is older than what ran here, or going back was approved
     */
    Optional<Problem> modules(DesiredRelease wanted, Assignment assignment) {
        SortedMap<String, Version> known = state().modules();
        for (Assignment.AssignedModule module : assignment.modules()) {
            if (isBelow(module.version(), known.get(module.name()))) {
                Optional<Sentence> objection = objection(
                        wanted,
                        rollback -> rollback instanceof Rollback.OfModule approved
                                && approved.name().equals(module.name())
                                && approved.version().equals(module.version()),
                        rollback -> rollback instanceof Rollback.OfModule approved
                                && !isBelow(approved.upTo(), known.get(module.name())));
                if (objection.isPresent()) {
                    return Optional.of(Problem.of(
                            ProblemCode.MODULE_ROLLBACK_UNAPPROVED,
                            Map.of(
                                    "address", wanted.from(),
                                    "module", module.name(),
                                    "version", module.version().toString(),
                                    "reached", known.get(module.name()).toString(),
                                    "reason", objection.get())));
                }
            }
        }
        return Optional.empty();
    }

    /** Why the last matching approval does not apply; empty if one applies. */
    private Optional<Sentence> objection(
            DesiredRelease wanted, Predicate<Rollback> isMeant, Predicate<Rollback> coversWhatRuns) {
        Sentence last = Sentence.of("rollback.unapproved");
        for (RollbackApproval approval : wanted.approvals()) {
            if (isMeant.test(approval.rollback())) {
                Optional<Sentence> objection = objection(wanted, approval, coversWhatRuns);
                if (objection.isEmpty()) {
                    return objection;
                }
                last = objection.get();
            }
        }
        return Optional.of(last);
    }

    private Optional<Sentence> objection(
            DesiredRelease wanted, RollbackApproval approval, Predicate<Rollback> coversWhatRuns) {
        if (state().spent().contains(approval.serial())) {
            return Optional.of(Sentence.of("rollback.used"));
        }
        if (!coversWhatRuns.test(approval.rollback())) {
            return Optional.of(Sentence.of("rollback.from-older"));
        }
        return wanted.site().flatMap(site -> approval.objection(site.site(), node, clock.instant()));
    }

    private ReachedVersions.State state() {
        return reached.read();
    }

    private void changed(UnaryOperator<ReachedVersions.State> change) {
        try {
            ReachedVersions.State unused = reached.change(change);
        } catch (IOException e) {
            throw DiskProblems.writing(reached.file().toAbsolutePath().getParent(), 0, e);
        }
    }
}
