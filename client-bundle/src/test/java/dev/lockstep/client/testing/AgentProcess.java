package dev.lockstep.client.testing;

import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.transfer.Progress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An agent in a Java process of its own, which updates its computer and dies at a point of the switch as in a power cut:
 * {@code <home> <point>}.
 */
public final class AgentProcess {
    /** The exit code of a power cut. */
    public static final int KILLED = 99;

    private AgentProcess() {}

    public static void main(String[] arguments) {
        Installation computer = new Installation(Path.of(arguments[0]));
        computer.listener = point -> {
            if (point.equals(arguments[1])) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        UpdateOutcome outcome =
                computer.started().update(new UpdateRequest(Optional.empty(), true, false), Progress.SILENT);
        System.out.println(outcome);
    }
}
