package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.ComputerReport;
import java.time.Instant;
import java.util.Objects;

/**
 * A computer as it last reported.
 *
 * @param seen when, by this node's clock
 * @param report what it said
 */
public record SeenComputer(Instant seen, ComputerReport report) {
    public SeenComputer {
        Objects.requireNonNull(seen, "seen");
        Objects.requireNonNull(report, "report");
    }
}
