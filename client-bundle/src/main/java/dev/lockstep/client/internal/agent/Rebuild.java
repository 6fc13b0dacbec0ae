package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent.Rebuilt;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the distribution folder again, as after a reinstallation; a server that is older than its clients is brought up first. */
final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final DistributionSwitch distributionSwitch;
    private final SourceQuery sourceQuery;
    private final Check check;
    private final Update update;
    private final Inventory inventory;
    private final DistributionSync distribution;
    private final LastCheck lastCheck;

    Rebuild(
            DistributionSwitch distributionSwitch,
            SourceQuery sourceQuery,
            Check check,
            Update update,
            Inventory inventory,
            DistributionSync distribution,
            LastCheck lastCheck) {
        this.distributionSwitch = distributionSwitch;
        this.sourceQuery = sourceQuery;
        this.check = check;
        this.update = update;
        this.inventory = inventory;
        this.distribution = distribution;
        this.lastCheck = lastCheck;
    }

    /** Reads what is there, fills the folder, and returns the release that is then distributable. */
    Rebuilt run(Progress progress) throws IOException, InterruptedException {
        distributionSwitch.require();
        progress.at("check");
        DesiredRelease wanted = sourceQuery.ask(Optional.empty());
        bringUp(check.bringUpTo(wanted), progress);
        Version version = inventory.installed().orElse(wanted.version());
        Distribution.Verification verified = distribution.verify(progress);
        distribution.mirror(wanted.metadata().release(version), progress);
        distribution.mirrorModules(progress);
        lastCheck.succeeded(wanted.version());
        distribution.assign();
        return new Rebuilt(version, verified);
    }

    /** If this fails, the folder is filled with the running release: an older release for the clients is better than none. */
    private void bringUp(DesiredRelease first, Progress progress) throws IOException, InterruptedException {
        if (inventory.runs(first.release())) {
            return;
        }
        // What a server assigns was confirmed by the administrator there.
        boolean confirmed = first.assignment().isPresent();
        try {
            UpdateOutcome outcome = update.through(
                    first, new Rest(new UpdateRequest(Optional.empty(), confirmed, false), Optional.empty()), progress);
            if (outcome instanceof UpdateOutcome.RolledBack back) {
                LOG.warn("This computer went back to its release: {}", back.problem());
            } else if (outcome instanceof UpdateOutcome.PartWay partWay) {
                LOG.warn("This computer came as far as {}: {}", partWay.version(), partWay.problem());
            }
        } catch (ProblemException e) {
            if (e.problem().code().isBrokenOff()) {
                throw e;
            }
            LOG.warn("This computer stays on its release: {}", e.problem());
        }
    }
}
