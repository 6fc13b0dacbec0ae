package dev.lockstep.launcher;

import java.util.Optional;

/**
 * The Java that runs the launcher, which is the one that will run the node.
 *
 * @param feature its version, such as 17
 * @param full its version in full, such as {@code 17.0.15}
 * @param home its folder
 */
record JavaVersion(int feature, String full, String home) {
    static JavaVersion running() {
        return new JavaVersion(
                Runtime.version().feature(), System.getProperty("java.version"), System.getProperty("java.home"));
    }

    /** Why a version of the node cannot run on it. */
    Optional<LaunchException> obstacleTo(NodeTree tree) {
        if (feature >= tree.javaMin() && feature <= tree.javaMax()) {
            return Optional.empty();
        }
        return Optional.of(new LaunchException(
                "LS-JAVA-UNSUPPORTED",
                "Lockstep " + tree.version() + " runs on Java " + tree.javaMin() + " to " + tree.javaMax()
                        + ", and found Java "
                        + full + " in " + home + ". Install a JDK or JRE of version " + tree.javaMin()
                        + " and set LOCKSTEP_JAVA_HOME (or JAVA_HOME) to its folder."));
    }
}
