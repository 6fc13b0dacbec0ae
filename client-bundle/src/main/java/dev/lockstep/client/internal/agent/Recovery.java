package dev.lockstep.client.internal.agent;

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

    Recovery(
            Switch switching,
            Inventory inventory,
            Completion completion,
            StartUp startUp,
            DistributionSync distribution) {
        this.switching = switching;
        this.inventory = inventory;
        this.completion = completion;
        this.startUp = startUp;
        this.distribution = distribution;
    }

    /** Runs the recovery. Returns false if this process must end because the node is replaced again. */
    boolean run(Progress progress) throws IOException, InterruptedException {
        Optional<SwitchOutcome> switched = switching.recover(progress);
        if (switched.isPresent()) {
            completion.complete(switched.get(), inventory.installed());
            if (switched.get() instanceof SwitchOutcome.Restarting) {
                return false;
            }
        }
        startUp.run();
        distribution.assign();
        return true;
    }
}
