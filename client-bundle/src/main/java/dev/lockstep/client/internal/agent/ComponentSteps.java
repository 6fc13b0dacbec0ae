package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.client.internal.component.HealthWatch;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the steps of a switch do to the components, one after the other. Each may be repeated. */
final class ComponentSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentSteps.class);

    private final ComponentFolders folders;
    private final Controllers controllers;
    private final HealthWatch health;
    private final StepListener listener;

    ComponentSteps(ComponentFolders folders, Controllers controllers, HealthWatch health, StepListener listener) {
        this.folders = folders;
        this.controllers = controllers;
        this.health = health;
        this.listener = listener;
    }

    /** Demands that the new versions can be run, before the old ones are touched. */
    void requireUsable(Transaction transaction) {
        transaction.components().forEach(this::after);
    }

    void drain(Transaction transaction) {
        for (Change change : transaction.components()) {
            Optional<Deployed> running = before(change);
            if (running.isPresent()) {
                health.drain(running.get());
                reached(Step.DRAIN, change);
            }
        }
    }

    void stop(Transaction transaction) throws IOException, InterruptedException {
        for (Change change : transaction.components()) {
            Optional<Deployed> running = before(change);
            if (running.isPresent()) {
                controllers.of(running.get()).stop(running.get());
                reached(Step.STOP, change);
            }
        }
    }

    void point(Transaction transaction) {
        for (Change change : transaction.components()) {
            folders.pointer(change.component()).pointTo(change.to());
            reached(Step.SWITCH, change);
        }
    }

    void start(Transaction transaction) throws IOException, InterruptedException {
        for (Change change : transaction.components()) {
            Deployed component = after(change);
            controllers.of(component).start(component);
            reached(Step.START, change);
        }
    }

    void watch(Transaction transaction) throws IOException, InterruptedException {
        for (Change change : transaction.components()) {
            Optional<Problem> illness = health.await(after(change));
            if (illness.isPresent()) {
                throw new ProblemException(illness.get());
            }
            reached(Step.WATCH, change);
        }
    }

    /** From now on, components that end by themselves are started again. */
    void keepAlive(Transaction transaction) {
        for (Change change : transaction.components()) {
            Deployed component = after(change);
            controllers.of(component).keepAlive(component);
        }
    }

    /** Takes every component back. If one fails, the others still go back. */
    void back(Transaction transaction) throws IOException, InterruptedException {
        for (Change change : transaction.components()) {
            back(change);
            reached(Step.ROLLBACK, change);
        }
    }

    private void back(Change change) throws IOException, InterruptedException {
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
            health.await(old).ifPresent(problem -> LOG.error("Gone back, and: {}", problem));
            controllers.of(old).keepAlive(old);
        } catch (ProblemException e) {
            LOG.error("{} {} was running before and cannot be started again.", change.component(), change.from(), e);
        }
    }

    private void stopQuietly(String component, Optional<Version> version) throws IOException, InterruptedException {
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

    private Deployed after(Change change) {
        return folders.deployed(change.component(), change.to());
    }

    private void reached(Step step, Change change) {
        listener.reached(step + " " + change.component());
    }

    /** The problem to report when a step failed because of the disk. */
    Problem diskProblem(IOException e) {
        return DiskProblems.writing(folders.root(), 0, e).problem();
    }
}
