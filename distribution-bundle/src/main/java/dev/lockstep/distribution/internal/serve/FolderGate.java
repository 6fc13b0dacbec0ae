package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.RecentState;
import java.util.Map;
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
    public Optional<Problem> closed(String address) {
        State state = recent.recent();
        if (state instanceof State.Off) {
            return Optional.of(Problem.of(ProblemCode.DISTRIBUTION_OFF, Map.of("address", address)));
        }
        if (state instanceof State.Empty) {
            return Optional.of(Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", address)));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Problem> damage(ServedFile file) {
        return distribution.state() instanceof State.Damaged damaged
                ? Optional.of(damaged.problem())
                : Optional.empty();
    }
}
