package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares how far the audit logs of computers have come with what was heard of them before: a log only grows.
 *
 * <p>What a computer said last is kept, also when it says less. Once noticed, it is shown until somebody forgets the computer, or
 * whoever cut the log off would only have to wait until it has grown again.
 */
final class LogWatch {
    private LogWatch() {}

    /** A report, with what is wrong with the log of the computer and of those below it. */
    static ComputerReport compared(Optional<ComputerReport> before, ComputerReport now) {
        Map<String, ComputerReport> below = before.stream()
                .flatMap(report -> report.downstream().stream())
                .collect(Collectors.toMap(ComputerReport::id, Function.identity(), (one, other) -> one));
        ComputerReport report = now.withDownstream(now.downstream().stream()
                .map(each -> compared(Optional.ofNullable(below.get(each.id())), each))
                .toList());
        Optional<AuditHead> known = before.flatMap(ComputerReport::audit);
        Optional<Problem> noticed = before.flatMap(ComputerReport::lastProblem)
                .filter(problem -> problem.code() == ProblemCode.AUDIT_SHORTENED)
                .or(() -> shortened(known, report));
        return noticed.map(problem -> report.withAudit(known).withProblem(problem))
                .orElseGet(() -> report.withAudit(report.audit().or(() -> known)));
    }

    private static Optional<Problem> shortened(Optional<AuditHead> known, ComputerReport now) {
        return known.flatMap(head -> now.audit()
                .filter(said -> said.count() < head.count()
                        || (said.count() == head.count() && !said.hash().equals(head.hash())))
                .map(said -> Problem.of(
                        ProblemCode.AUDIT_SHORTENED,
                        Map.of(
                                "computer", now.name(),
                                "known", Long.toString(head.count()),
                                "now", Long.toString(said.count())))));
    }
}
