package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.RecentState;
import java.util.Optional;

/** Opens while distribution is on and something is there to distribute. */
final class FolderGate implements Gate {
    private final Distribution distribution;
    private final RecentState recent;

    FolderGate(Distribution distribution, RecentState recent) {
        this.distribution = distribution;
        this.recent = recent;
    }

    @Override
    public Optional<ProblemCode> closed() {
        return recent.recent().closed();
    }

    @Override
    public Optional<Problem> damage(ServedFile file) {
        return distribution.state() instanceof State.Damaged damaged
                ? Optional.of(damaged.problem())
                : Optional.empty();
    }
}
