package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.version.Version;
import java.util.Map;
import java.util.Optional;

/** Explains in one sentence why a computer is not current and what to do, or that it is current. */
record Explanation(
        Optional<Version> installed,
        Optional<Version> wanted,
        boolean complete,
        Optional<Problem> problem,
        Optional<Problem> heldOff,
        Optional<Problem> unfilled,
        String phase,
        NodeSettings settings,
        boolean waits) {

    Sentence sentence() {
        if (!phase.equals("idle") && !phase.equals("check")) {
            return Sentence.of("explanation.busy", Map.of("step", Breakable.word("step", phase)));
        }
        Optional<Problem> reason = heldOff.or(() -> problem);
        if (reason.isPresent()) {
            return reason.get().sentence();
        }
        // A folder that is filled only when somebody says so keeps what is new from being installed, too.
        if (unfilled.isPresent() && !settings.fillsByItself()) {
            return Sentence.of(
                    "explanation.unfilled", Map.of("reason", unfilled.get().sentence()));
        }
        return Sentence.of(
                "explanation." + (unfilled.isPresent() ? "filling" : situation()),
                Map.of("installed", name(installed), "wanted", name(wanted)));
    }

    private static Object name(Optional<Version> version) {
        return version.isPresent() ? version.get() : Sentence.of("nothing");
    }

    private String situation() {
        if (wanted.isEmpty()) {
            return "unchecked";
        }
        if (installed.equals(wanted) && complete) {
            return "current";
        }
        return waits ? "waiting" : settings.get(NodeSettings.AUTOMATIC) ? "automatic" : "manual";
    }
}
