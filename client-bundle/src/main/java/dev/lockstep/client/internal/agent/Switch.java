package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches all components of this computer from one release to another, or back, as one transaction: each step is in the
 * journal before it acts and may be repeated. Everything that it needs is on disk before it starts. After an interruption at
 * any point, {@link #recover} finishes it.
 */
final class Switch {
    private static final Logger LOG = LoggerFactory.getLogger(Switch.class);

    private final Journal journal;
    private final ComponentSteps components;
    private final NodeTrial node;
    private final Ledger ledger;
    private final StepListener listener;
    private final Clock clock;

    Switch(
            Journal journal,
            ComponentSteps components,
            NodeTrial node,
            Ledger ledger,
            StepListener listener,
            Clock clock) {
        this.journal = journal;
        this.components = components;
        this.node = node;
        this.ledger = ledger;
        this.listener = listener;
        this.clock = clock;
    }

    /** Records that a transaction begins. */
    void begin(Transaction transaction) {
        record(transaction);
    }

    /** Records that a transaction has reached its next step. */
    Transaction enter(Transaction transaction, Step step) {
        return record(transaction.at(step, clock.instant()));
    }

    private Transaction record(Transaction transaction) {
        journal.record(transaction);
        listener.reached(transaction.step().name());
        return transaction;
    }

    /**
     * Ends what an interruption left.
     *
     * @return how it ended; empty if nothing was under way
     */
    Optional<SwitchOutcome> recover(Progress progress) throws IOException, InterruptedException {
        Optional<Transaction> left = journal.current();
        node.confirm();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        Transaction transaction = left.get().interrupted();
        if (transaction.step() == Step.NODE) {
            LOG.info("The node has started again: the {} to {} goes on.", transaction.action(), transaction.to());
        } else {
            LOG.warn("The {} to {} was interrupted at {}.", transaction.action(), transaction.to(), transaction.step());
        }
        if (transaction.step() == Step.FETCH || transaction.step() == Step.STAGE) {
            journal.clear();
            return Optional.empty();
        }
        journal.record(transaction);
        if (transaction.step() == Step.ROLLBACK) {
            return Optional.of(back(transaction, progress));
        }
        if (transaction.isInterruptedTooOften() || !transaction.step().goesOn()) {
            return Optional.of(back(failed(transaction, interrupted(transaction)), progress));
        }
        return Optional.of(forward(transaction, progress));
    }

    private static Problem interrupted(Transaction transaction) {
        return Problem.of(ProblemCode.INTERNAL, Map.of("reason", transaction.interruption()));
    }

    /** Goes on from the step that a transaction is at. */
    SwitchOutcome forward(Transaction transaction, Progress progress) throws IOException, InterruptedException {
        Transaction at = transaction;
        try {
            if (isBefore(at, Step.DRAIN) && mustReplaceNode(at)) {
                return replaceNode(at, progress);
            }
            components.requireUsable(at);
            if (isBefore(at, Step.SWITCH)) {
                at = step(at, Step.DRAIN, "drain", components::drain, progress);
                at = step(at, Step.STOP, "stop", components::stop, progress);
            }
            if (isBefore(at, Step.COMMIT)) {
                at = step(at, Step.SWITCH, "switch", components::point, progress);
                at = step(at, Step.START, "start", components::start, progress);
                at = step(at, Step.WATCH, "watch", components::watch, progress);
                at = enter(at, Step.COMMIT);
            }
            return commit(at);
        } catch (ProblemException e) {
            return back(failed(at, e.problem()), progress);
        } catch (IOException e) {
            return back(failed(at, components.diskProblem(e)), progress);
        }
    }

    private static boolean isBefore(Transaction transaction, Step step) {
        return transaction.step().compareTo(step) < 0;
    }

    private Transaction step(Transaction transaction, Step step, String name, Action action, Progress progress)
            throws IOException, InterruptedException {
        progress.at(name);
        Transaction at = enter(transaction, step);
        action.on(at);
        return at;
    }

    private boolean mustReplaceNode(Transaction transaction) {
        return transaction
                .node()
                .filter(change -> !node.pointer().current().equals(Optional.of(change.to())))
                .isPresent();
    }

    /** Has the launcher try the node's new version; this process ends, and the new one goes on. */
    private SwitchOutcome replaceNode(Transaction transaction, Progress progress) throws IOException {
        Change change = transaction.node().orElseThrow();
        if (transaction.step() == Step.NODE) {
            node.requireNotGoneBackFrom(change);
        }
        progress.at("restart");
        Transaction at = enter(transaction, Step.NODE);
        node.tryOut(change.to(), change.from().orElse(change.to()));
        return new SwitchOutcome.Restarting(at);
    }

    private SwitchOutcome commit(Transaction transaction) throws IOException {
        components.keepAlive(transaction);
        ledger.switched(transaction);
        journal.clear();
        return new SwitchOutcome.Switched(transaction);
    }

    private Transaction failed(Transaction transaction, Problem problem) {
        LOG.warn("{} {} goes back: {}", transaction.action(), transaction.to(), problem);
        return record(transaction.failed(problem, clock.instant()));
    }

    private SwitchOutcome back(Transaction transaction, Progress progress) throws IOException, InterruptedException {
        progress.at("roll back");
        // Before they were drained they were not touched: they keep running.
        if (transaction.reachedAt(Step.DRAIN).isPresent()) {
            components.back(transaction);
        }
        Optional<Change> replaced =
                transaction.node().filter(change -> node.pointer().current().equals(Optional.of(change.to())));
        if (replaced.flatMap(Change::from).isPresent() && !transaction.isInterruptedTooOften()) {
            node.tryOut(replaced.get().from().get(), replaced.get().to());
            return new SwitchOutcome.Restarting(transaction);
        }
        Problem problem = transaction.failure().orElseGet(() -> interrupted(transaction));
        ledger.rolledBack(transaction, problem);
        journal.clear();
        return new SwitchOutcome.RolledBack(transaction, problem);
    }

    /** What a step does. */
    @FunctionalInterface
    private interface Action {
        void on(Transaction transaction) throws IOException, InterruptedException;
    }
}
