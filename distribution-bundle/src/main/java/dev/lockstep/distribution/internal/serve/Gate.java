package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** Whether the distribution folder may be served at this moment. Asked at every request: it must answer at once. */
interface Gate {
    /** When a client that found it closed should ask again. */
    Duration RETRY_AFTER = Duration.ofSeconds(30);

    /**
     * Why nothing is served: distribution is off, or there is nothing to distribute yet. Empty if it is open.
     *
     * @param address how the client names this computer
     */
    Optional<Problem> closed(String address);

    /** Why a file is missing that should be there; empty if it need not be. */
    Optional<Problem> damage(ServedFile file);
}
