package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Problem;
import java.io.IOException;
import java.util.Optional;

/**
 * Starts and stops components of one kind. Every call may be repeated: starting what runs and stopping what does not run change
 * nothing, so that an update can be taken up again after a power cut.
 */
public interface Controller {
    /**
     * Starts a version, and returns when it was started; whether it works is another question.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code COMPONENT_START_FAILED}
     */
    void start(Deployed component) throws IOException, InterruptedException;

    /**
     * Stops the component, whatever version of it runs, and returns when it is gone.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code COMPONENT_STOP_FAILED}
     */
    void stop(Deployed component) throws IOException, InterruptedException;

    /** Whether this version runs. */
    boolean isRunning(Deployed component) throws IOException, InterruptedException;

    /** From now on the component is started again when it ends by itself, where that is the agent's business. */
    default void keepAlive(Deployed component) {}

    /** What is known without a look of a component that ended by itself and is started again. */
    default Optional<Problem> failing(Deployed component) {
        return Optional.empty();
    }

    /** From now on it is not. */
    default void letGo(Deployed component) {}
}
