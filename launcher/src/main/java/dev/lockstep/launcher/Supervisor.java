package dev.lockstep.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Keeps the current version of the node running until it is told to stop: starts it again when it crashed, and tries a new version
 * when the agent asks for it. One thread calls {@link #run}; the files decide what happens, so nothing is lost if it is killed.
 */
final class Supervisor {
    /** A node that ends with this code wants to be started again at once. */
    static final int RESTART = 75;

    /** Karaf ends with this code for {@code system:shutdown --restart}. */
    static final int KARAF_RESTART = 10;

    private static final Duration BEAT = Duration.ofMillis(200);

    private final Trials trials;
    private final VersionPointer pointer;
    private final NodeStarter starter;
    private final Trials.Obstacle obstacle;
    private final SupervisorClock pace;
    private final BooleanSupplier stopRequested;
    private final Watcher watcher;
    private final Consumer<String> log;
    private final BackOff backOff = new BackOff();

    Supervisor(
            Trials trials,
            VersionPointer pointer,
            NodeStarter starter,
            Trials.Obstacle obstacle,
            SupervisorClock pace,
            BooleanSupplier stopRequested,
            Watcher watcher,
            Consumer<String> log) {
        this.trials = trials;
        this.pointer = pointer;
        this.starter = starter;
        this.obstacle = obstacle;
        this.pace = pace;
        this.stopRequested = stopRequested;
        this.watcher = watcher;
        this.log = log;
    }

    /** Runs the node until it is told to stop, or stops by itself with code 0. */
    void run() throws IOException, LaunchException, InterruptedException {
        trials.recover();
        boolean again = true;
        while (again && !stopRequested.getAsBoolean()) {
            Optional<Trial> trial = trials.requested(obstacle);
            if (trial.isPresent()) {
                again = tryOut(trial.get());
            } else {
                again = runCurrent();
            }
        }
    }

    private boolean runCurrent() throws IOException, LaunchException, InterruptedException {
        String version = pointer.read()
                .orElseThrow(() -> new LaunchException(
                        "LS-NODE-UNKNOWN",
                        "node/current names no version. Write the name of a folder of node/versions into it."));
        return watch(version, starter.start(version));
    }

    private boolean watch(String version, RunningNode node) throws InterruptedException, IOException {
        watcher.started(version, node.pid(), false);
        Duration since = pace.elapsed();
        while (node.isAlive()) {
            if (stopRequested.getAsBoolean()) {
                node.stop();
                return false;
            }
            // A refused request is no reason to stop the node.
            if (trials.isRequested() && trials.requested(obstacle).isPresent()) {
                log.accept("The agent asks for another version of the node; stopping " + version + ".");
                node.stop();
                return true;
            }
            pace.pause(BEAT);
        }
        return ended(version, node.exitCode(), pace.elapsed().minus(since));
    }

    /** Whether to start again a node that ended by itself. */
    private boolean ended(String version, int code, Duration ran) throws InterruptedException {
        if (trials.isRequested() || code == RESTART || code == KARAF_RESTART) {
            log.accept("Version " + version + " ended with code " + code + " to be started again.");
            return true;
        }
        if (code == 0) {
            log.accept("Version " + version + " was shut down.");
            return false;
        }
        Duration wait = backOff.after(ran);
        log.accept("Version " + version + " ended with code " + code + " after " + ran.toSeconds()
                + " s; starting it again in " + wait.toSeconds() + " s.");
        Duration until = pace.elapsed().plus(wait);
        while (pace.elapsed().compareTo(until) < 0 && !stopRequested.getAsBoolean() && !trials.isRequested()) {
            pace.pause(BEAT);
        }
        return true;
    }

    private boolean tryOut(Trial trial) throws IOException, InterruptedException {
        trials.begin(trial);
        RunningNode node;
        try {
            node = starter.start(trial.version());
        } catch (IOException | LaunchException cannotStart) {
            goBack(trial, Trials.Failure.of("it could not be started: " + cannotStart.getMessage()));
            return true;
        }
        watcher.started(trial.version(), node.pid(), true);
        Duration deadline = pace.elapsed().plus(trial.confirmWithin());
        while (node.isAlive()) {
            if (trials.isConfirmed(trial)) {
                trials.keep(trial);
                return watch(trial.version(), node);
            }
            if (stopRequested.getAsBoolean()) {
                stopAndGoBack(trial, node, Trials.Failure.interruption("it was stopped before it confirmed its start"));
                return false;
            }
            if (pace.elapsed().compareTo(deadline) >= 0) {
                stopAndGoBack(
                        trial,
                        node,
                        Trials.Failure.of("it did not confirm its start within "
                                + trial.confirmWithin().toSeconds() + " s"));
                return true;
            }
            pace.pause(BEAT);
        }
        if (trials.isConfirmed(trial)) {
            trials.keep(trial);
            return ended(trial.version(), node.exitCode(), Duration.ZERO);
        }
        goBack(trial, Trials.Failure.of("it ended with code " + node.exitCode() + " before it confirmed its start"));
        return true;
    }

    private void stopAndGoBack(Trial trial, RunningNode node, Trials.Failure failure)
            throws IOException, InterruptedException {
        trials.giveUp(trial, failure);
        node.stop();
        trials.revert(trial, failure);
    }

    private void goBack(Trial trial, Trials.Failure failure) throws IOException {
        trials.giveUp(trial, failure);
        trials.revert(trial, failure);
    }

    /** Told what runs, so that {@code bin/lockstep status} can say it. */
    @FunctionalInterface
    interface Watcher {
        void started(String version, long pid, boolean underTrial) throws IOException;
    }
}
