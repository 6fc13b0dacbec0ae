package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.util.Optional;

/** What an agent does first: it finishes what an interruption left, and makes sure that the components run. */
final class Recovery {
    private final Switch switching;
    private final Inventory inventory;
    private final Completion completion;
    private final StartUp startUp;
    private final DistributionSync distribution;
    private final Tidying tidying;

    Recovery(
            Switch switching,
            Inventory inventory,
            Completion completion,
            StartUp startUp,
            DistributionSync distribution,
            Tidying tidying) {
        this.tidying = tidying;
        this.switching = switching;
        this.inventory = inventory;
        this.completion = completion;
        this.startUp = startUp;
        this.distribution = distribution;
    }

    /**
     * Runs the recovery.
     *
     * @return what is to be done next: the release that was finished may be one on the way only
     */
    Optional<Rest> run(Progress progress) throws IOException, InterruptedException {
        Optional<SwitchOutcome> switched = switching.recover(progress);
        if (switched.isPresent()) {
            completion.complete(switched.get(), inventory.installed());
            if (switched.get() instanceof SwitchOutcome.Restarting) {
                return Optional.empty();
            }
        }
        tidying.run();
        startUp.run();
        distribution.assign();
        return switched.filter(SwitchOutcome.Switched.class::isInstance)
                .map(SwitchOutcome::transaction)
                .flatMap(ended -> ended.goal()
                        .map(goal -> new Rest(
                                new UpdateRequest(
                                        Optional.of(goal.version()).filter(version -> goal.named()),
                                        goal.confirmed(),
                                        false),
                                ended.who())));
    }
}
