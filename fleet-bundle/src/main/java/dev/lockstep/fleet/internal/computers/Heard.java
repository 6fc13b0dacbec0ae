package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is remembered of one computer.
 *
 * @param seen when its last statement came that said anything new, by this node's clock
 * @param statement that statement, as it is passed on
 * @param number the highest number that a statement of this key had; zero if none had one
 * @param key the key that alone speaks for it; empty where computers prove none
 * @param via the id of the relay that brought it; empty if it reports here itself
 * @param audit how far its audit log has come, by the furthest report
 * @param found what was found to be wrong with it here, whatever it says itself
 */
record Heard(
        Instant seen,
        Statement statement,
        long number,
        Optional<Fingerprint> key,
        Optional<String> via,
        Optional<AuditHead> audit,
        Optional<Problem> found) {
    Heard {
        Objects.requireNonNull(seen, "seen");
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(via, "via");
        Objects.requireNonNull(audit, "audit");
        Objects.requireNonNull(found, "found");
    }

    String id() {
        return statement.report().id();
    }

    /** What people are shown. */
    ComputerReport shown() {
        ComputerReport report = statement.report().withAudit(audit);
        return found.map(report::withProblem).orElse(report);
    }

    Heard by(Optional<String> relay) {
        return new Heard(seen, statement, number, key, relay, audit, found);
    }

    Heard again(Instant now) {
        return new Heard(now, statement, number, key, via, audit, found);
    }
}
