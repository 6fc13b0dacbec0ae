package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
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

    UpdateOutcome run(UpdateRequest request, Progress progress) throws IOException, InterruptedException {
        progress.at("check");
        DesiredRelease wanted = sourceQuery.ask(request.version());
        UpdateOutcome outcome =
                inventory.runs(wanted.release()) ? unchanged(wanted, progress) : through(wanted, request, progress);
        if (outcome instanceof UpdateOutcome.Unchanged || outcome instanceof UpdateOutcome.Switched) {
            lastCheck.succeeded(wanted.version());
        }
        return outcome;
    }

    private UpdateOutcome unchanged(DesiredRelease wanted, Progress progress) {
        distribution.mirror(wanted.release(), wanted.metadata(), progress);
        distribution.assign();
        return new UpdateOutcome.Unchanged(wanted.version());
    }

    /** Installs the floors one after the other, and then what is wanted. */
    UpdateOutcome through(DesiredRelease wanted, UpdateRequest request, Progress progress)
            throws IOException, InterruptedException {
        while (true) {
            Optional<Version> before = inventory.installed();
            wanted.objection(before).ifPresent(objection -> {
                throw new ProblemException(objection);
            });
            Release next = wanted.next(before);
            consent.require(wanted, next, request);
            if (request.simulate()) {
                return simulated(next, wanted);
            }
            distribution.mirror(wanted.release(), wanted.metadata(), progress);
            SwitchOutcome switched = installer.install(next, upstream.transport(), progress);
            UpdateOutcome outcome = completion.complete(switched, before);
            if (!(switched instanceof SwitchOutcome.Switched) || next.version().equals(wanted.version())) {
                return outcome;
            }
        }
    }

    private UpdateOutcome simulated(Release next, DesiredRelease wanted) throws IOException {
        List<Sentence> steps = new ArrayList<>();
        if (settings.get().distribute()) {
            steps.add(Sentence.of("update.distribution", Map.of("release", next.version())));
        }
        steps.addAll(installer.steps(next));
        steps.addAll(consent.brokenModules(next));
        long bytes = Math.max(
                installer.missingBytes(next, upstream.transport()), distribution.missingBytes(wanted.release()));
        return new UpdateOutcome.Simulated(next, steps, bytes);
    }
}
