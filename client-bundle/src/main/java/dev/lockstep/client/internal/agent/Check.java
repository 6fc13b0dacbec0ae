package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.NewerThanServer;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks the source what this computer should run, and compares. A check installs no release, but it assigns to the computers
 * below and brings the modules up to date.
 */
final class Check {
    private final SourceQuery sourceQuery;
    private final Inventory inventory;
    private final DistributionSync distribution;
    private final ModuleSync modules;
    private final Consent consent;
    private final RollbackGuard rollbackGuard;
    private final ReleaseInstaller installer;
    private final Upstream upstream;
    private final Supplier<NodeSettings> settings;
    private final LastCheck lastCheck;

    Check(
            SourceQuery sourceQuery,
            Inventory inventory,
            DistributionSync distribution,
            ModuleSync modules,
            Consent consent,
            RollbackGuard rollbackGuard,
            ReleaseInstaller installer,
            Upstream upstream,
            Supplier<NodeSettings> settings,
            LastCheck lastCheck) {
        this.sourceQuery = sourceQuery;
        this.inventory = inventory;
        this.distribution = distribution;
        this.modules = modules;
        this.consent = consent;
        this.rollbackGuard = rollbackGuard;
        this.installer = installer;
        this.upstream = upstream;
        this.settings = settings;
        this.lastCheck = lastCheck;
    }

    CheckOutcome run(Progress progress) throws IOException {
        progress.at("check");
        DesiredRelease wanted = sourceQuery.ask(Optional.empty());
        CheckOutcome outcome = compared(wanted);
        lastCheck.succeeded(wanted.version());
        distribution.assign();
        wanted.assignment()
                .ifPresent(assignment -> modules.follow(
                        assignment, wanted.freshness(), rollbackGuard.modules(wanted, assignment), progress));
        if (outcome instanceof CheckOutcome.Failed failed) {
            // Thrown only now: the computers below are served whether or not this one may install something.
            throw new ProblemException(failed.problem());
        }
        return outcome;
    }

    private CheckOutcome compared(DesiredRelease wanted) throws IOException {
        Optional<Version> installed = inventory.installed();
        boolean runs = inventory.runs(wanted.release());
        Optional<Problem> lack = distribution.lacks(runs ? installed.get() : wanted.version());
        if (lack.isPresent() && canServeNothing(runs, installed)) {
            DesiredRelease first = bringUpTo(wanted);
            Optional<Problem> withdrawn =
                    first.metadata().withdrawals().of(first.version()).map(Withdrawal::problem);
            if (withdrawn.isPresent()) {
                return new CheckOutcome.Failed(withdrawn.get());
            }
            return new CheckOutcome.RebuildOffered(
                    first.version(), distribution.missingBytes(first.release()), lack.get());
        }
        if (runs || waits(wanted.version(), installed)) {
            return new CheckOutcome.Current(installed.orElse(wanted.version()));
        }
        UpdatePath path = wanted.path(installed);
        Optional<Problem> objection = wanted.withdrawn(path)
                .or(() -> wanted.objection(installed))
                .or(() -> consent.against(wanted, false))
                .or(() -> path.gap(wanted.from()));
        if (objection.isPresent()) {
            return new CheckOutcome.Failed(objection.get());
        }
        // What a computer that distributes mirrors holds all that it installs itself.
        long bytes = Math.max(
                installer.missingBytes(path.steps(), upstream.transport()),
                distribution.missingBytes(wanted.release()));
        return new CheckOutcome.Available(path.steps(), bytes);
    }

    /** A folder that serves what this computer runs is filled further by the update itself, and needs no offer. */
    private boolean canServeNothing(boolean runs, Optional<Version> installed) {
        return runs
                || installed.isEmpty()
                || distribution.lacks(installed.get()).isPresent();
    }

    /**
     * What a computer runs before its folder is filled with it. An older server is brought up to its clients, or they would come
     * down to it; further only where releases are installed without anybody asking, or nothing is installed.
     */
    DesiredRelease bringUpTo(DesiredRelease wanted) {
        Optional<Version> installed = inventory.installed();
        if (settings.get().get(NodeSettings.AUTOMATIC)
                || installed.isEmpty()
                || wanted.assignment().isPresent()) {
            return wanted;
        }
        Version version = distribution.belowIsNewer(wanted::offers).orElse(installed.get());
        return wanted.offers(version) ? wanted.at(version) : wanted;
    }

    /** Whether this computer is ahead of its server and shall stay so. */
    boolean waits(Version wanted, Optional<Version> installed) {
        return settings.get().get(NodeSettings.NEWER_THAN_SERVER) == NewerThanServer.WAIT
                && installed.filter(now -> now.compareTo(wanted) > 0).isPresent();
    }
}
