package dev.lockstep.modules.internal.deployment;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.osgi.framework.BundleException;

/** What has to be done, last first, to have everything as it was. */
final class UndoLog {
    private final Deque<Step> steps = new ArrayDeque<>();

    void add(String what, Action action) {
        steps.push(new Step(what, action));
    }

    /** Does all of it, also if some of it fails, and returns what failed. */
    List<Exception> undo() {
        List<Exception> failures = new ArrayList<>();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.action.run();
            } catch (BundleException | IOException | RuntimeException e) {
                failures.add(DeploymentException.of(
                        "modules", "could not " + step.what + ": " + DeploymentException.reason(e), e));
            }
        }
        return failures;
    }

    /** Takes one thing back. */
    @FunctionalInterface
    interface Action {
        void run() throws BundleException, IOException;
    }

    private record Step(String what, Action action) {}
}
