package dev.lockstep.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.transfer.Progress;

/** Where results and progress go: lines for people, or one JSON object for scripts. */
public final class Screen {
    private final Environment environment;
    private final boolean json;
    private final ProgressBar bar;

    Screen(Environment environment, boolean json) {
        this.environment = environment;
        this.json = json;
        boolean moving = !json
                && environment.console().isPresent()
                && !environment.variables().getOrDefault("TERM", "").equals("dumb");
        this.bar = new ProgressBar(environment.err(), moving, System::nanoTime);
    }

    /** Moves on a terminal, and is silent when the output goes to a file or a script. */
    public Progress progress() {
        return bar;
    }

    /** A line for people. */
    public void line(String text) {
        bar.clear();
        if (!json) {
            environment.out().println(text);
        }
    }

    /** A warning; it does not affect the result. */
    public void warn(String text) {
        bar.clear();
        environment.err().println("lockstep: warning: " + text);
    }

    /** The result for scripts. */
    public void result(JsonNode result) {
        bar.clear();
        if (json) {
            environment.out().println(result);
        }
    }
}
