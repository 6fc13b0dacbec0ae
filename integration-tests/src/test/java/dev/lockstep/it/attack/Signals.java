package dev.lockstep.it.attack;

import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.NodeInstallation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process of a node, which is stopped and goes on as a debugger or a computer that is put to sleep has it do. */
record Signals(long process, Path folder) {
    private static final long LIMIT_SECONDS = 60;

    static Signals to(NodeInstallation node) {
        return new Signals(node.running().nodePid(), node.home());
    }

    /** It keeps its port and its connections, and answers nothing. */
    void stop() {
        send("-STOP");
    }

    void goOn() {
        send("-CONT");
    }

    private void send(String signal) {
        ChildProcess.run(List.of("kill", signal, Long.toString(process)), folder, Map.of(), LIMIT_SECONDS)
                .orThrow();
    }
}
