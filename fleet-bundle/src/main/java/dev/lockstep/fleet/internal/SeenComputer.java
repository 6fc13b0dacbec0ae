package dev.lockstep.fleet.internal;

import dev.lockstep.core.node.ComputerReport;
import java.time.Instant;
import java.util.Objects;

/**
 * A computer as it last reported.
 *
 * @param seen when, by this node's clock
 * @param report what it said
 * @param bytes how long its report was
 */
record SeenComputer(Instant seen, ComputerReport report, int bytes) {
    SeenComputer {
        Objects.requireNonNull(seen, "seen");
        Objects.requireNonNull(report, "report");
    }
}
