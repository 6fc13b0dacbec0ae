package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings this computer to the release that it should run, by way of the floors. For each of them it requires confirmation,
 * fills the distribution folder, and installs.
 */
final class Update {
    private final SourceQuery sourceQuery;
    private final Inventory inventory;
    private final Consent consent;
    private final DistributionSync distribution;
    private final ReleaseInstaller installer;
    private final Completion completion;
    private final Upstream upstream;
    private final Supplier<NodeSettings> settings;
    private final LastCheck lastCheck;

    Update(
            SourceQuery sourceQuery,
            Inventory inventory,
            Consent consent,
            DistributionSync distribution,
            ReleaseInstaller installer,
            Completion completion,
            Upstream upstream,
            Supplier<NodeSettings> settings,
            LastCheck lastCheck) {
        this.sourceQuery = sourceQuery;
        this.inventory = inventory;
        this.consent = consent;
        this.distribution = distribution;
        this.installer = installer;
        this.completion = completion;
        this.upstream = upstream;
        this.settings = settings;
        this.lastCheck = lastCheck;
    }

    UpdateOutcome run(Rest asked, Progress progress) throws IOException, InterruptedException {
        UpdateRequest request = asked.request();
        progress.at("check");
        DesiredRelease wanted = sourceQuery.ask(request.version());
        UpdateOutcome outcome =
                inventory.runs(wanted.release()) ? unchanged(wanted, progress) : through(wanted, asked, progress);
        if (outcome instanceof UpdateOutcome.Unchanged || outcome instanceof UpdateOutcome.Switched) {
            lastCheck.succeeded(wanted.version());
        }
        return outcome;
    }

    private UpdateOutcome unchanged(DesiredRelease wanted, Progress progress) {
        distribution.mirror(wanted.release(), progress);
        distribution.assign();
        return new UpdateOutcome.Unchanged(wanted.version());
    }

    /** Installs the floors one after the other, and then what is wanted. */
    UpdateOutcome through(DesiredRelease wanted, Rest asked, Progress progress)
            throws IOException, InterruptedException {
        UpdateRequest request = asked.request();
        UpdatePath path = permitted(wanted, request);
        if (request.simulate()) {
            return simulated(path);
        }
        distribution.mirror(wanted.release(), progress);
        UpdateOutcome outcome = step(path.next(), wanted, asked, progress);
        while (outcome instanceof UpdateOutcome.Switched switched
                && !switched.restartsNode()
                && !switched.version().equals(wanted.version())) {
            try {
                outcome = step(permitted(wanted, request).next(), wanted, asked, progress);
            } catch (ProblemException e) {
                if (!e.problem().code().isBrokenOff()) {
                    lastCheck.failed(e.problem());
                }
                return new UpdateOutcome.PartWay(switched.version(), wanted.version(), e.problem());
            }
        }
        return outcome;
    }

    private UpdateOutcome step(Release next, DesiredRelease wanted, Rest asked, Progress progress)
            throws IOException, InterruptedException {
        Optional<Version> before = inventory.installed();
        Transaction.Goal goal = new Transaction.Goal(
                wanted.version(),
                asked.request().version().isPresent(),
                asked.request().warningsConfirmed());
        return completion.complete(installer.install(next, goal, asked.who(), upstream.transport(), progress), before);
    }

    /** The way that is left, if every release on it may be installed: nobody is led half of it. */
    private UpdatePath permitted(DesiredRelease wanted, UpdateRequest request) throws IOException {
        Optional<Version> installed = inventory.installed();
        UpdatePath path = wanted.path(installed);
        Optional<Problem> objection =
                wanted.withdrawn(path).or(() -> wanted.objection(installed)).or(() -> path.gap(wanted.from()));
        if (objection.isPresent()) {
            throw new ProblemException(objection.get());
        }
        for (Release step : path.steps()) {
            consent.require(wanted, step, request);
        }
        installer.requireSettings(path.steps(), upstream.transport());
        return path;
    }

    private UpdateOutcome simulated(UpdatePath path) throws IOException {
        List<Sentence> steps = new ArrayList<>();
        Release goal = path.goal();
        if (settings.get().distribute()) {
            steps.add(Sentence.of("update.distribution", Map.of("release", goal.version())));
        }
        Release before = path.next();
        for (Release step : path.steps().subList(1, path.steps().size())) {
            steps.add(Sentence.of("update.way", Map.of("release", before.version(), "next", step.version())));
            before = step;
        }
        steps.addAll(installer.steps(goal));
        steps.addAll(consent.brokenModules(goal));
        long bytes =
                Math.max(installer.missingBytes(path.steps(), upstream.transport()), distribution.missingBytes(goal));
        return new UpdateOutcome.Simulated(path.steps(), steps, bytes);
    }
}
