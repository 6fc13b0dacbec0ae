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
 * Compares the audit log heads in reports with earlier ones: a log only grows.
 *
 * <p>The highest head is kept. A shortened log is shown until somebody forgets the computer; otherwise an attacker would only
 * have to wait until the log has grown again.
 */
final class AuditLogProgress {
    private AuditLogProgress() {}

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
