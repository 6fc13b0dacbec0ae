package dev.lockstep.client.internal.management;

import java.util.List;
import java.util.Map;

/** {@code dev.lockstep:type=Agent}: what this computer runs, and how its last check went. Text that is not known is empty. */
public interface AgentMXBean {
    /** The release that this computer runs. */
    String getInstalledRelease();

    /** The release that it should run. */
    String getAssignedRelease();

    /** The version of each component. */
    Map<String, String> getComponents();

    /** Where updates come from. */
    String getSource();

    /** What is being done, {@code idle} if nothing. */
    String getPhase();

    /** When it last checked successfully, as {@code 2026-11-22T10:00:00Z}. */
    String getLastCheck();

    /** The code of the last error, such as {@code LS-SOURCE-UNREACHABLE}; empty after a check that succeeded. */
    String getLastProblemCode();

    /** The last error as a sentence. */
    String getLastProblem();

    /** What an administrator should see. */
    List<String> getWarnings();
}
