package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the audit log head in a report with an earlier one: a log only grows.
 *
 * <p>The highest head is kept. A shortened log is shown until somebody forgets the computer; otherwise an attacker would only
 * have to wait until the log has grown again.
 *
 * @param head the furthest that the log has come
 * @param found that it was shortened
 */
record AuditLogProgress(Optional<AuditHead> head, Optional<Problem> found) {
    /** After a report, with what was known before it. */
    static AuditLogProgress after(Optional<Heard> before, ComputerReport now) {
        Optional<AuditHead> known = before.flatMap(Heard::audit);
        Optional<Problem> noticed = before.flatMap(Heard::found)
                .filter(problem -> problem.code() == ProblemCode.AUDIT_SHORTENED)
                .or(() -> shortened(known, now));
        return noticed.isPresent()
                ? new AuditLogProgress(known, noticed)
                : new AuditLogProgress(now.audit().or(() -> known), Optional.empty());
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
