package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes a switch: removes old versions, assigns to the computers below, or records the problem. */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final Operations operations;
    private final ReleaseInstaller installer;
    private final UnneededPayloads unneeded;
    private final DistributionSync distribution;
    private final Upstream upstream;
    private final Supplier<NodeSettings> settings;
    private final LastCheck lastCheck;
    private final Tidying tidying;

    Completion(
            Operations operations,
            ReleaseInstaller installer,
            UnneededPayloads unneeded,
            DistributionSync distribution,
            Upstream upstream,
            Supplier<NodeSettings> settings,
            LastCheck lastCheck,
            Tidying tidying) {
        this.tidying = tidying;
        this.operations = operations;
        this.installer = installer;
        this.unneeded = unneeded;
        this.distribution = distribution;
        this.upstream = upstream;
        this.settings = settings;
        this.lastCheck = lastCheck;
    }

    /**
     * Completes a switch.
     *
     * @param before what was installed before the switch
     * @return the outcome for the caller; after a restart the switch continues by itself
     */
    UpdateOutcome complete(SwitchOutcome switched, Optional<Version> before) {
        Version to = switched.transaction().to();
        if (switched instanceof SwitchOutcome.RolledBack back) {
            lastCheck.failed(back.problem());
            return new UpdateOutcome.RolledBack(to, before.orElse(to), back.problem());
        }
        if (switched instanceof SwitchOutcome.Restarting) {
            operations.close("restart");
            return new UpdateOutcome.Switched(
                    to, true, switched.transaction().goal().map(Transaction.Goal::version));
        }
        tidy(switched.transaction());
        tidying.run();
        distribution.assign();
        return new UpdateOutcome.Switched(to, false);
    }

    /** The store of a computer that distributes is tidied by its distribution, which holds more than this computer runs. */
    private void tidy(Transaction done) {
        List<Version> left = installer.tidy(done);
        if (left.isEmpty() || settings.get().distribute()) {
            return;
        }
        List<Version> kept =
                Stream.concat(Stream.of(done.to()), done.from().stream()).toList();
        try {
            Optional<VendorMetadata> metadata = upstream.trusted();
            if (metadata.isPresent()) {
                unneeded.remove(left, kept, metadata.get());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Old payloads could not be removed from the store; they stay there.", e);
        }
    }
}
