package dev.lockstep.client.internal.agent;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** "Distribute updates on this computer": whether it is on, what follows if it is off, and switching it on. */
final class DistributionSwitch {
    private final Settings settings;
    private final Neighbours neighbours;

    DistributionSwitch(Settings settings, Neighbours neighbours) {
        this.settings = settings;
        this.neighbours = neighbours;
    }

    /** That it is off, and what follows from it; empty if it is on. */
    Optional<Problem> off() {
        if (settings.current().distribute()) {
            return Optional.empty();
        }
        List<ComputerReport> below =
                neighbours.assignments().map(Assignments::computers).orElse(List.of());
        return Optional.of(
                Problem.of(ProblemCode.DISTRIBUTION_SWITCHED_OFF, Map.of("computers", Integer.toString(below.size()))));
    }

    void on() throws IOException {
        settings.change(now -> now.with(NodeSettings.DISTRIBUTE, "true"));
    }

    /**
     * Demands that this computer distributes.
     *
     * @throws ProblemException with {@code DISTRIBUTION_SWITCHED_OFF}
     */
    void require() {
        off().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        if (neighbours.distribution().isEmpty()) {
            throw ProblemException.of(ProblemCode.INTERNAL, Map.of("reason", Sentence.of("distribution.not-running")));
        }
    }
}
