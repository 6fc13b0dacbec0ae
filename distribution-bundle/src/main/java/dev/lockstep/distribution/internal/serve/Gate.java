package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Optional;

/** Whether the distribution folder may be served at this moment. Asked at every request: it must answer at once. */
interface Gate {
    /** Why nothing is served: distribution is off, or there is nothing to distribute yet. Empty if it is open. */
    Optional<ProblemCode> closed();

    /** Why a file is missing that should be there; empty if it need not be. */
    Optional<Problem> damage(ServedFile file);
}
