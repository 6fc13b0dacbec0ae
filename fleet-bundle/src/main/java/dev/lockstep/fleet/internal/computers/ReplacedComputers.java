package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Sentence;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds computers that have been silent since another one with their name and platform began to report: most likely they were
 * reinstalled and have a new id.
 */
final class ReplacedComputers {
    static final Duration SILENT = Duration.ofHours(1);

    private final Map<String, SeenComputer> latest = new HashMap<>();

    ReplacedComputers(Collection<SeenComputer> computers) {
        computers.forEach(computer ->
                latest.merge(key(computer), computer, (a, b) -> a.seen().isAfter(b.seen()) ? a : b));
    }

    private static String key(SeenComputer computer) {
        return computer.report().platform() + " " + computer.report().name();
    }

    /** Whether another computer has replaced it. */
    boolean isOver(SeenComputer computer) {
        return latest.get(key(computer)).seen().isAfter(computer.seen().plus(SILENT));
    }

    /** The computer, and that it is over, if it is. */
    SeenComputer explained(SeenComputer computer) {
        if (!isOver(computer)) {
            return computer;
        }
        ComputerReport report = computer.report()
                .withExplanation(Sentence.of(
                        "report.replaced",
                        Map.of(
                                "since",
                                computer.seen().truncatedTo(ChronoUnit.SECONDS),
                                "id",
                                computer.report().id())));
        return new SeenComputer(computer.seen(), report);
    }
}
