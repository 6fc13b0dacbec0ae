package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.HeldOff;
import dev.lockstep.client.internal.journal.History;
import dev.lockstep.client.internal.journal.InstalledRelease;
import dev.lockstep.client.internal.journal.InstalledRelease.Installed;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Records how switches ended: what is installed, what is held off, what was done. Every call may be repeated. */
final class Ledger {
    /** The action of a switch that goes back because a person wants it. */
    static final String ROLL_BACK = "roll back";

    private final InstalledRelease installed;
    private final HeldOff heldOff;
    private final History history;
    private final Clock clock;

    Ledger(Path folder, Clock clock) {
        this.installed = new InstalledRelease(folder);
        this.heldOff = new HeldOff(folder);
        this.history = new History(folder);
        this.clock = clock;
    }

    InstalledRelease installed() {
        return installed;
    }

    HeldOff heldOff() {
        return heldOff;
    }

    History history() {
        return history;
    }

    /** A switch succeeded. */
    void switched(Transaction transaction) throws IOException {
        Optional<dev.lockstep.core.version.Version> before = transaction.from();
        installed.write(new Installed(Optional.of(transaction.to()), before));
        if (transaction.action().equals(ROLL_BACK) && before.isPresent()) {
            heldOff.add(before.get(), Sentence.of("held-off.rolled-back"));
        }
        heldOff.remove(transaction.to());
        history.add(transaction.id(), entry(transaction, "switched", Optional.empty()));
    }

    /** A switch failed, and everything is as it was. */
    void rolledBack(Transaction transaction, Problem problem) throws IOException {
        // One interruption says nothing about the version; it may be tried again.
        if (problem.code() != ProblemCode.INTERNAL || transaction.isInterruptedTooOften()) {
            heldOff.add(transaction.to(), problem.sentence());
        }
        history.add(transaction.id(), entry(transaction, "rolled back", Optional.of(problem)));
    }

    private HistoryEntry entry(Transaction transaction, String result, Optional<Problem> problem) {
        Instant now = clock.instant();
        Duration downtime = transaction
                .reachedAt(Step.STOP)
                .map(stopped -> Duration.between(
                        stopped, transaction.reachedAt(Step.COMMIT).orElse(now)))
                .orElse(Duration.ZERO);
        return new HistoryEntry(
                now,
                transaction.action(),
                transaction.from(),
                Optional.of(transaction.to()),
                result,
                problem,
                downtime,
                transaction.who());
    }
}
