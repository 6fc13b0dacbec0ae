package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.util.Locale;
import java.util.Optional;

/** Says in one sentence why a computer is not current and what to do, or that it is. */
record Explanation(
        Optional<Version> installed,
        Optional<Version> wanted,
        boolean complete,
        Optional<Problem> problem,
        Optional<Problem> heldOff,
        String phase,
        NodeSettings settings,
        boolean waits) {

    String sentence() {
        if (!phase.equals("idle") && !phase.equals("check")) {
            return "An operation is under way (" + phase + "): wait for it to end.";
        }
        if (heldOff.isPresent()) {
            return heldOff.get().text(Locale.ENGLISH);
        }
        if (problem.isPresent()) {
            return problem.get().text(Locale.ENGLISH);
        }
        if (wanted.isEmpty()) {
            return "No check has succeeded yet: start a check for updates.";
        }
        if (installed.equals(wanted) && complete) {
            return "This computer is current: it runs " + wanted.get() + ".";
        }
        if (waits) {
            return "This computer runs " + installed.map(Version::toString).orElse("nothing") + ", which is newer than "
                    + wanted.get() + " of its server; by its settings it waits until the server has caught up.";
        }
        String now = "This computer runs " + installed.map(Version::toString).orElse("nothing") + " and should run "
                + wanted.get();
        return settings.automatic()
                ? now + ": it will be installed at the next check; to have it now, start the update."
                : now + ": it is not installed by itself, for automatic is off; start the update.";
    }
}
