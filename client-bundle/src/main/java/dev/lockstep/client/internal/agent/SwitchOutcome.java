package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.core.problem.Problem;

/** How a switch ended, for now. */
sealed interface SwitchOutcome {
    /** The transaction. */
    Transaction transaction();

    /** Everything runs the new release. */
    record Switched(Transaction transaction) implements SwitchOutcome {}

    /** The node ends now; the switch continues when its new version has started. */
    record Restarting(Transaction transaction) implements SwitchOutcome {}

    /** Everything runs the old release. */
    record RolledBack(Transaction transaction, Problem problem) implements SwitchOutcome {}
}
