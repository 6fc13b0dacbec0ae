package dev.lockstep.benchmarks.site;

import dev.lockstep.it.site.NodeInstallation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes of a node, as {@code bin/lockstep status} names them.
 *
 * @param pid the node itself
 * @param launcher what started it and looks after it
 */
record RunningNode(long pid, long launcher) {
    private static final Pattern PROCESSES = Pattern.compile("process (\\d+), launcher (\\d+)");

    static RunningNode of(NodeInstallation node) {
        String status = node.lockstep("status").orThrow().output();
        Matcher matcher = PROCESSES.matcher(status);
        if (!matcher.find()) {
            throw new IllegalStateException("no processes in: " + status);
        }
        return new RunningNode(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
