package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

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

    String sentence(Locale language) {
        ResourceBundle texts = ResourceBundle.getBundle(
                "dev.lockstep.client.internal.agent.explanation",
                language,
                Explanation.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        if (!phase.equals("idle") && !phase.equals("check")) {
            return texts.getString("busy").formatted(phase);
        }
        Optional<Problem> reason = heldOff.or(() -> problem);
        if (reason.isPresent()) {
            return reason.get().text(language);
        }
        String now = installed.map(Version::toString).orElse(texts.getString("nothing"));
        // A folder that is filled only when somebody says so keeps what is new from being installed, too.
        if (unfilled.isPresent() && !settings.fillsByItself()) {
            return unfilled.get().text(language) + " " + texts.getString("unfilled");
        }
        return texts.getString(unfilled.isPresent() ? "filling" : situation())
                .formatted(now, wanted.map(Version::toString).orElse(""));
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
