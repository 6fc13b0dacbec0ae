package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the computers below this one should run. A service of the fleet bundle; safe for use by several threads.
 *
 * <p>On a main server the release that is assigned is the one it runs itself, so it changes when its own switch succeeded; it
 * is signed as the word of its site. A computer that takes its updates from another belongs to the site there: it cannot assign
 * anything itself, and passes on what that site signed.
 */
public interface Assignments {
    /** What is assigned to everybody below. */
    Assignment current();

    /** All releases that are assigned to anybody: to everybody, to groups, to single computers. */
    Set<Version> releases();

    /** What some computers are to run apart from the others, by their ids. */
    Map<String, Version> apart();

    /**
     * Assigns another release, and tells the clients that are listening.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code RELEASE_UNKNOWN} if the vendor's metadata does not list
     *     it, or with {@code SITE_DAMAGED}
     */
    @Audited
    Assignment assignRelease(Optional<Version> release);

    /**
     * Assigns the exact set of modules, and tells the clients that are listening.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code MODULE_UNKNOWN} if nobody vouches for one of them, or
     *     with {@code SITE_DAMAGED}
     */
    @Audited
    default Assignment assignModules(List<Assignment.AssignedModule> modules) {
        return assignModules(modules, Set.of());
    }

    /**
     * The same, and says of modules that this site never assigned that they are to be removed, too: somebody was asked about them.
     *
     * @param dropped their names
     */
    @Audited
    Assignment assignModules(List<Assignment.AssignedModule> modules, Set<String> dropped);

    /**
     * Passes on the metadata of the site above, byte for byte, and notifies listening computers if it has changed. What it
     * assigns must be in the distribution folder.
     */
    @Audited
    void relay(SiteMetadata site);

    /**
     * Passes it on although the folder does not hold what it assigns yet, if the earlier metadata expires so soon that the
     * computers below would find their site stale. They are told to wait for this relay, and keep what they have.
     */
    @Audited
    void relayBeforeItEnds(SiteMetadata site);

    /** The computers below this one, as they last reported. */
    List<ComputerReport> computers();

    /** The same in their own words and with their signatures, for a computer above this one. */
    List<ReportMessage> statements();
}
