package dev.lockstep.client.internal.agent;

import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.util.Optional;

/** What an agent does first: it ends what an interruption left, and sees to it that the components run. */
final class Recovery {
    private final Switch switching;
    private final Inventory inventory;
    private final Conclusion conclusion;
    private final StartUp startUp;
    private final DistributionDuty distribution;

    Recovery(
            Switch switching,
            Inventory inventory,
            Conclusion conclusion,
            StartUp startUp,
            DistributionDuty distribution) {
        this.switching = switching;
        this.inventory = inventory;
        this.conclusion = conclusion;
        this.startUp = startUp;
        this.distribution = distribution;
    }

    /** Runs it. Whether this process goes on is the answer: not if its node is replaced once more. */
    boolean run(Progress progress) throws IOException, InterruptedException {
        Optional<Ending> ending = switching.recover(progress);
        if (ending.isPresent()) {
            conclusion.draw(ending.get(), inventory.installed());
            if (ending.get() instanceof Ending.Restarting) {
                return false;
            }
        }
        startUp.run();
        distribution.assign();
        return true;
    }
}
