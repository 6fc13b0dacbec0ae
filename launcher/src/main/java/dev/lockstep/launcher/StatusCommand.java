package dev.lockstep.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Says what runs. */
final class StatusCommand {
    /** What the LSB wants of {@code status}: the program does not run. */
    static final int NOT_RUNNING = 3;

    private final Home home;
    private final PrintStream out;

    public StatusCommand(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    int run() throws IOException {
        Optional<NodeState> state = running(home);
        if (state.isEmpty()) {
            out.println("Lockstep does not run; the current version is " + currentVersion() + ".");
            return NOT_RUNNING;
        }
        out.println(sentence(home, state.get()));
        return 0;
    }

    int version() throws IOException {
        out.println(currentVersion());
        return 0;
    }

    /** What runs; empty if nothing does. */
    static Optional<NodeState> running(Home home) throws IOException {
        // A process of the same number proves nothing; the lock does.
        return InstanceLock.isHeld(home)
                ? NodeState.read(home).filter(state -> state.launcher().find().isPresent())
                : Optional.empty();
    }

    static String sentence(Home home, NodeState state) throws IOException {
        String phase;
        if (state.node().find().isEmpty()) {
            phase = "waits before it starts again";
        } else if (!state.isReady(home)) {
            phase = "is starting";
        } else {
            phase = "is running";
        }
        String troubles = state.troubles(home);
        return "Lockstep " + state.version() + " (" + new EtcFiles(home).role() + ") " + phase
                + (state.underTrial() ? ", on trial" : "") + ": process "
                + state.node().pid() + ", launcher "
                + state.launcher().pid() + ", since " + state.since() + "."
                + (troubles.isEmpty()
                        ? ""
                        : "\nNot in order:\n" + troubles.indent(2).stripTrailing());
    }

    private String currentVersion() throws IOException {
        return new VersionPointer(home, new Disk()).read().orElse("unknown");
    }
}
