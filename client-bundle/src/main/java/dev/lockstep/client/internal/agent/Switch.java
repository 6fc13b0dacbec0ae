package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.client.internal.component.HealthWatch;
import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches all components of this computer from one release to another, or back, as one transaction. Everything that it needs
 * is on disk before it starts. After an interruption at any point {@link #recover} ends it.
 */
final class Switch {
    private static final Logger LOG = LoggerFactory.getLogger(Switch.class);

    private final Journal journal;
    private final ComponentFolders folders;
    private final Controllers controllers;
    private final HealthWatch health;
    private final NodeTrial node;
    private final Ledger ledger;
    private final StepListener listener;
    private final Clock clock;

    Switch(
            Journal journal,
            ComponentFolders folders,
            Controllers controllers,
            HealthWatch health,
            NodeTrial node,
            Ledger ledger,
            StepListener listener,
            Clock clock) {
        this.journal = journal;
        this.folders = folders;
        this.controllers = controllers;
        this.health = health;
        this.node = node;
        this.ledger = ledger;
        this.listener = listener;
        this.clock = clock;
    }

    /** Records that a transaction begins. */
    void begin(Transaction transaction) {
        journal.record(transaction);
        listener.reached(transaction.step().name());
    }

    /** Records that a transaction has reached its next step. */
    Transaction enter(Transaction transaction, Step step) {
        Transaction further = transaction.at(step, clock.instant());
        journal.record(further);
        listener.reached(step.name());
        return further;
    }

    /**
     * Ends what an interruption left.
     *
     * @return how it ended; empty if nothing was under way
     */
    Optional<Ending> recover(Progress progress) throws IOException, InterruptedException {
        Optional<Transaction> left = journal.current();
        node.confirm();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        Transaction transaction = left.get().interrupted();
        LOG.warn("The {} to {} was interrupted at {}.", transaction.action(), transaction.to(), transaction.step());
        if (transaction.step() == Step.FETCH || transaction.step() == Step.STAGE) {
            journal.clear();
            return Optional.empty();
        }
        journal.record(transaction);
        if (transaction.step() == Step.ROLLBACK) {
            return Optional.of(back(transaction, progress));
        }
        if (transaction.isInterruptedTooOften() || !transaction.step().goesOn()) {
            Problem problem = interrupted(transaction);
            return Optional.of(back(failed(transaction, problem), progress));
        }
        return Optional.of(forward(transaction, progress));
    }

    private static Problem interrupted(Transaction transaction) {
        String reason = "the " + transaction.action() + " to " + transaction.to() + " was interrupted at the step "
                + transaction.step() + ", as by a power cut";
        return Problem.of(ProblemCode.INTERNAL, Map.of("reason", reason));
    }

    /** Goes on from the step that a transaction is at. */
    Ending forward(Transaction transaction, Progress progress) throws IOException, InterruptedException {
        Transaction at = transaction;
        try {
            if (at.node().isPresent() && isBefore(at, Step.DRAIN)) {
                Optional<Ending> restart = tryNode(at, at.node().get(), progress);
                if (restart.isPresent()) {
                    return restart.get();
                }
            }
            List<Deployed> after = deployedAfter(at);
            if (isBefore(at, Step.SWITCH)) {
                progress.at("drain");
                at = enter(at, Step.DRAIN);
                drain(at);
                progress.at("stop");
                at = enter(at, Step.STOP);
                stop(at);
            }
            if (isBefore(at, Step.COMMIT)) {
                progress.at("switch");
                at = enter(at, Step.SWITCH);
                point(at);
                progress.at("start");
                at = enter(at, Step.START);
                start(after);
                progress.at("watch");
                at = enter(at, Step.WATCH);
                watch(after);
                at = enter(at, Step.COMMIT);
            }
            return commit(at, after);
        } catch (ProblemException e) {
            return back(failed(at, e.problem()), progress);
        } catch (IOException e) {
            return back(failed(at, DiskProblems.writing(folders.root(), 0, e).problem()), progress);
        }
    }

    private static boolean isBefore(Transaction transaction, Step step) {
        return transaction.step().compareTo(step) < 0;
    }

    /** Replaces the node itself; empty if that is done. */
    private Optional<Ending> tryNode(Transaction transaction, Change change, Progress progress) throws IOException {
        if (node.pointer().current().equals(Optional.of(change.to()))) {
            return Optional.empty();
        }
        Optional<String> wentBack = transaction.step() == Step.NODE ? node.wentBackFrom(change.to()) : Optional.empty();
        if (wentBack.isPresent()) {
            throw ProblemException.of(
                    ProblemCode.COMPONENT_START_FAILED,
                    Map.of(
                            "component",
                            change.component(),
                            "version",
                            change.to().toString(),
                            "reason",
                            wentBack.get()));
        }
        progress.at("restart");
        Transaction at = enter(transaction, Step.NODE);
        node.tryOut(change.to(), change.from().orElse(change.to()));
        return Optional.of(new Ending.Restarting(at));
    }

    private List<Deployed> deployedAfter(Transaction transaction) {
        return transaction.components().stream()
                .map(change -> folders.deployed(change.component(), change.to()))
                .toList();
    }

    private void drain(Transaction transaction) {
        for (Change change : transaction.components()) {
            before(change).ifPresent(running -> {
                health.drain(running);
                listener.reached(Step.DRAIN + " " + change.component());
            });
        }
    }

    private void stop(Transaction transaction) throws IOException, InterruptedException {
        for (Change change : transaction.components()) {
            Optional<Deployed> running = before(change);
            if (running.isPresent()) {
                controllers.of(running.get()).stop(running.get());
                listener.reached(Step.STOP + " " + change.component());
            }
        }
    }

    private void point(Transaction transaction) {
        for (Change change : transaction.components()) {
            folders.pointer(change.component()).pointTo(change.to());
            listener.reached(Step.SWITCH + " " + change.component());
        }
    }

    private void start(List<Deployed> components) throws IOException, InterruptedException {
        for (Deployed component : components) {
            controllers.of(component).start(component);
            listener.reached(Step.START + " " + component.name());
        }
    }

    private void watch(List<Deployed> components) throws IOException, InterruptedException {
        for (Deployed component : components) {
            Optional<Problem> illness = health.await(component);
            if (illness.isPresent()) {
                throw new ProblemException(illness.get());
            }
            listener.reached(Step.WATCH + " " + component.name());
        }
    }

    private Ending commit(Transaction transaction, List<Deployed> components) throws IOException {
        components.forEach(component -> controllers.of(component).keepAlive(component));
        ledger.switched(transaction);
        journal.clear();
        return new Ending.Switched(transaction);
    }

    private Transaction failed(Transaction transaction, Problem problem) {
        LOG.warn("{} {} goes back: {}", transaction.action(), transaction.to(), problem);
        Transaction back = transaction.failed(problem, clock.instant());
        journal.record(back);
        listener.reached(Step.ROLLBACK.name());
        return back;
    }

    private Ending back(Transaction transaction, Progress progress) throws IOException, InterruptedException {
        progress.at("roll back");
        for (Change change : transaction.components()) {
            backOne(change);
            listener.reached(Step.ROLLBACK + " " + change.component());
        }
        Optional<Change> nodeChange =
                transaction.node().filter(change -> change.from().isPresent());
        if (nodeChange.isPresent()
                && node.pointer().current().equals(Optional.of(nodeChange.get().to()))
                && !transaction.isInterruptedTooOften()) {
            node.tryOut(nodeChange.get().from().get(), nodeChange.get().to());
            return new Ending.Restarting(transaction);
        }
        Problem problem = transaction.failure().orElseGet(() -> interrupted(transaction));
        ledger.rolledBack(transaction, problem);
        journal.clear();
        return new Ending.RolledBack(transaction, problem);
    }

    /** Whatever goes wrong with one component, the others still go back. */
    private void backOne(Change change) throws IOException, InterruptedException {
        stopQuietly(change.component(), Optional.of(change.to()));
        stopQuietly(change.component(), change.from());
        if (change.from().isEmpty()) {
            folders.forget(change.component());
            return;
        }
        folders.pointer(change.component()).pointTo(change.from().get());
        try {
            Deployed old = folders.deployed(change.component(), change.from().get());
            controllers.of(old).start(old);
            Optional<Problem> illness = health.await(old);
            illness.ifPresent(problem -> LOG.error("Gone back, and: {}", problem));
            controllers.of(old).keepAlive(old);
        } catch (ProblemException e) {
            LOG.error("{} {} was running before and cannot be started again.", change.component(), change.from(), e);
        }
    }

    private void stopQuietly(String component, Optional<dev.lockstep.core.version.Version> version)
            throws IOException, InterruptedException {
        if (version.isEmpty() || !folders.holds(component, version.get())) {
            return;
        }
        try {
            Deployed running = folders.deployed(component, version.get());
            controllers.of(running).stop(running);
        } catch (ProblemException e) {
            LOG.warn("{} {} was not stopped cleanly.", component, version.get(), e);
        }
    }

    private Optional<Deployed> before(Change change) {
        return change.from()
                .filter(version -> folders.holds(change.component(), version))
                .map(version -> folders.deployed(change.component(), version));
    }

    /** How a switch ended, for now. */
    sealed interface Ending {
        /** The transaction. */
        Transaction transaction();

        /** Everything runs the new release. */
        record Switched(Transaction transaction) implements Ending {}

        /** The node ends now, and goes on when its new version has started. */
        record Restarting(Transaction transaction) implements Ending {}

        /** Everything runs the old release. */
        record RolledBack(Transaction transaction, Problem problem) implements Ending {}
    }
}
