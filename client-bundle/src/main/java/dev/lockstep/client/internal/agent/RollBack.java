package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Goes back to the release that ran before the current one, because a person wants it. */
final class RollBack {
    private final Inventory inventory;
    private final ReleaseInstaller installer;
    private final Completion completion;
    private final Upstream upstream;

    RollBack(Inventory inventory, ReleaseInstaller installer, Completion completion, Upstream upstream) {
        this.inventory = inventory;
        this.installer = installer;
        this.completion = completion;
        this.upstream = upstream;
    }

    UpdateOutcome run(Progress progress) throws IOException, InterruptedException {
        Optional<Version> before = inventory.installed();
        Version previous = inventory
                .previous()
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what", Sentence.of("unknown.before"),
                                "address", Sentence.of("this-computer"))));
        Optional<Problem> forbidden = upstream.trusted()
                .flatMap(metadata -> RollbackGuard.belowFloor(metadata, previous)
                        .or(() -> metadata.withdrawals().of(previous).map(Withdrawal::problem)));
        if (forbidden.isPresent()) {
            throw new ProblemException(forbidden.get());
        }
        return completion.complete(installer.goBack(previous, progress), before);
    }
}
