package dev.lockstep.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Stops the node and waits until it has stopped. */
final class StopCommand {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(90);

    private final Home home;
    private final PrintStream out;

    StopCommand(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /** The launcher stops when this file is there: a way that Windows knows as well. */
    static Path request(Home home) {
        return home.launcher().resolve("stop");
    }

    int run() throws IOException, LaunchException, InterruptedException {
        Optional<ProcessHandle> launcher =
                NodeState.read(home).flatMap(state -> state.launcher().find());
        if (launcher.isEmpty()) {
            out.println("Lockstep does not run.");
            return 0;
        }
        Files.writeString(request(home), "");
        if (!Processes.awaitEnd(launcher.get(), STOP_WITHIN)) {
            throw new LaunchException(
                    "LS-NODE-STOP",
                    "Lockstep did not stop within " + STOP_WITHIN.toSeconds() + " s. Its launcher is process "
                            + launcher.get().pid() + "; see log/launcher.log.");
        }
        out.println("Lockstep has stopped.");
        return 0;
    }
}
