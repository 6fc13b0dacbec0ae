package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What some computers of a site are to run apart from the others: a pilot group before everybody, or one computer by itself. A
 * service of the fleet bundle; safe for use by several threads. Everybody else runs what the main server runs ({@link Assignments}).
 *
 * <p>Groups belong to the site and are in its backup. Whatever changes is refused with {@code SITE_NOT_HERE} on a computer that
 * takes its updates from another.
 */
public interface SiteAssignments {
    /** The groups of this site, by name. */
    List<Group> groups();

    /**
     * Puts computers into a group, which is made if there is none of the name, or takes them out; without members it is gone. What
     * the group is assigned counts for its new members, and for those that left no more.
     *
     * @param added names or ids of computers
     * @param removed likewise; ids of computers that are not known any more, too
     * @throws dev.lockstep.core.problem.ProblemException with {@code COMPUTER_UNKNOWN_HERE} or {@code ASSIGNMENT_REFUSED}
     */
    @Audited
    Group change(String group, List<String> added, List<String> removed);

    /** What is assigned apart from everybody, groups first. */
    List<Apart> apart();

    /**
     * What would come of it.
     *
     * @param release what they are to run; empty for what everybody runs
     * @throws dev.lockstep.core.problem.ProblemException as {@link #assign}
     */
    Plan plan(Target target, Optional<Version> release);

    /**
     * Assigns a release to groups and computers, signed with a counter of its own, after it was brought into the distribution
     * folder; or lets them follow the others again.
     *
     * @param release what they are to run; empty for what everybody runs
     * @throws dev.lockstep.core.problem.ProblemException with {@code VENDOR_STALE} or {@code VENDOR_EXPIRED}, with {@code
     *     RELEASE_UNKNOWN}, {@code COMPUTER_UNKNOWN_HERE} or {@code ASSIGNMENT_REFUSED}, or with why the release cannot be
     *     distributed; then nothing was changed
     */
    @Audited
    Plan assign(Target target, Optional<Version> release, Progress progress);

    /**
     * Signs for all computers of this site that they must not install a release, or a version of a module, any more. Where it runs it
     * goes on running.
     *
     * @param reason why, which everybody is shown
     * @throws dev.lockstep.core.problem.ProblemException with {@code RELEASE_UNKNOWN} or {@code MODULE_UNKNOWN} if nothing of that name
     *     is signed
     */
    @Audited
    void decline(Withdrawal.What what, String reason);

    /**
     * Takes back what was signed by {@link #decline}.
     *
     * @return false if it was not declined
     */
    @Audited
    boolean allow(Withdrawal.What what);

    /**
     * For whom.
     *
     * @param groups names of groups
     * @param computers names or ids of computers
     */
    record Target(SortedSet<String> groups, SortedSet<String> computers) {
        public Target {
            groups = new TreeSet<>(groups);
            computers = new TreeSet<>(computers);
        }
    }

    /**
     * Some computers under one name.
     *
     * @param name the name
     * @param members their names by their ids; the id itself where the name is not known
     */
    record Group(String name, SortedMap<String, String> members) {
        public Group {
            members = new TreeMap<>(members);
        }
    }

    /**
     * What a group or a computer is assigned.
     *
     * @param who {@code group pilot} or the name of a computer
     * @param computers the ids of those who are meant
     * @param release what they are to run
     * @param counter of the assignment
     */
    record Apart(String who, SortedSet<String> computers, Optional<Version> release, long counter) {
        public Apart {
            computers = new TreeSet<>(computers);
        }
    }

    /**
     * What becomes of an assignment.
     *
     * @param moves each computer that is meant, by name
     * @param revision of the assignment once it is signed; 0 for a mere plan
     */
    record Plan(List<Move> moves, long revision) {
        public Plan {
            moves = List.copyOf(moves);
        }

        /** Whether a computer would go back, which the site's approver has to permit. */
        public boolean goesBack() {
            return moves.stream().anyMatch(Move::back);
        }
    }

    /**
     * What becomes of one computer.
     *
     * @param id its id
     * @param computer its name
     * @param from what it runs; empty if it did not say
     * @param to what it is to run; empty if nothing is assigned to it then
     * @param back whether that is older
     * @param refused why it cannot run that, and stays as it is
     */
    record Move(
            String id,
            String computer,
            Optional<Version> from,
            Optional<Version> to,
            boolean back,
            Optional<Problem> refused) {}
}
