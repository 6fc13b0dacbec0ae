package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps this computer on the version it should run. A service of the client bundle; safe for use by several threads. One
 * check or update runs at a time; a second one is answered with {@code LS-BUSY}.
 */
public interface UpdateAgent {
    /** Asks the source what there is, changes nothing. */
    @Audited
    CheckOutcome check(Progress progress);

    /**
     * Stages a release beside the running version, switches to it, watches its health, and goes back if it fails.
     *
     * @param request what to install, and what was confirmed
     */
    @Audited
    UpdateOutcome update(UpdateRequest request, Progress progress);

    /** Goes back to the release that was installed before the current one. */
    @Audited
    UpdateOutcome rollBack(Progress progress);

    /**
     * Breaks off what this agent is doing, where that loses nothing: until the switch begins. What was fetched is kept.
     *
     * @param simulate only say what would come of it
     */
    @Audited
    Breakable.Attempt breakOff(boolean simulate);

    /** What must not be installed on this computer: what was signed, and the releases that failed here. */
    List<Barred> barred();

    /**
     * Lets a release that failed on this computer be tried again.
     *
     * @return false if none of that version is held off here
     */
    @Audited
    boolean tryAgain(Version release) throws IOException;

    /**
     * Makes sure that distribution is on, the first step before the distribution folder is filled: the page and the command show
     * the problem, ask, and call {@link #switchDistributionOn}.
     *
     * @return that it is off, and what follows from it; empty if this computer distributes updates
     */
    Optional<Problem> distributionOff();

    /**
     * Switches "distribute updates on this computer" on, for good. Clients are answered from then on; what they get is there when
     * {@link #rebuildDistribution} has ended.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the settings cannot be written or are broken; then nothing is changed
     */
    @Audited
    void switchDistributionOn() throws IOException;

    /**
     * Fills the distribution folder again: with the release this computer runs, or the newest if it runs none, all components
     * and platforms, and the installed modules. This is what a check offers after a reinstallation. What is there already is read
     * and hashed first.
     *
     * @return the release that is distributable now
     * @throws dev.lockstep.core.problem.ProblemException with {@code DISTRIBUTION_SWITCHED_OFF} if distribution is off, or with what
     *     went wrong
     */
    @Audited
    Rebuilt rebuildDistribution(Progress progress);

    /**
     * The release that this computer runs; empty if it runs none, or nobody can say. Unlike {@link #status} it asks no other service,
     * so services that the status asks may ask for it.
     */
    Optional<Version> installed();

    /** What this computer runs and is doing. It asks the other services of this node: none of them may ask for it in its answer. */
    Status status();

    /** What this computer says of itself, and of those below it if it distributes: what its server gets to see too. */
    ComputerReport report();

    /** What was done, the latest first. */
    List<HistoryEntry> history();

    /** Why this computer is not current and what to do, in one sentence; or that it is current. */
    String explain(Locale language);

    /**
     * Something that must not be installed on this computer.
     *
     * @param what the release or module
     * @param origin whose word it is
     * @param reason why
     * @param since when that was said; empty if it does not say
     */
    record Barred(Withdrawal.What what, Withdrawal.Origin origin, Sentence reason, Optional<Instant> since) {}

    /**
     * What is asked for.
     *
     * @param version the release; empty for the one that is assigned, or the newest at the vendor
     * @param warningsConfirmed whether the release's warnings were shown and confirmed
     * @param simulate only say what would happen
     */
    record UpdateRequest(Optional<Version> version, boolean warningsConfirmed, boolean simulate) {}

    /**
     * What the distribution folder holds now.
     *
     * @param version the release
     * @param verified what was there already, and was read and hashed; all else was hashed when it came
     */
    record Rebuilt(Version version, Distribution.Verification verified) {}

    /** How a check ended. */
    sealed interface CheckOutcome {
        /**
         * The installed release is what it should be.
         *
         * @param version which
         */
        record Current(Version version) implements CheckOutcome {}

        /**
         * Another release should be installed.
         *
         * @param way the releases that are installed one after the other, with their warnings; the last one is meant
         * @param bytes how much is to be downloaded
         */
        record Available(List<Release> way, long bytes) implements CheckOutcome {
            public Available {
                way = List.copyOf(way);
            }

            /** A release that is installed at once. */
            public Available(Release release, long bytes) {
                this(List.of(release), bytes);
            }

            /** The release that is meant. */
            public Release release() {
                return way.get(way.size() - 1);
            }
        }

        /**
         * The distribution folder lacks what it should distribute; a check offers to update it.
         *
         * @param version the release that it should hold
         * @param bytes how much is to be downloaded
         * @param problem why, such as {@code LS-DISTRIBUTION-EMPTY}
         */
        record RebuildOffered(Version version, long bytes, Problem problem) implements CheckOutcome {}

        /**
         * The check failed; nothing was changed.
         *
         * @param problem why
         */
        record Failed(Problem problem) implements CheckOutcome {}
    }

    /** How an update ended. */
    sealed interface UpdateOutcome {
        /**
         * The release is installed and healthy.
         *
         * @param version which
         * @param restartsNode whether the node restarts now to run its own new version
         * @param goal where it goes on to by itself after the restart; empty if this is what was meant
         */
        record Switched(Version version, boolean restartsNode, Optional<Version> goal) implements UpdateOutcome {
            /** The release that was meant. */
            public Switched(Version version, boolean restartsNode) {
                this(version, restartsNode, Optional.empty());
            }
        }

        /**
         * A release on the way is installed and healthy, and it does not go on.
         *
         * @param version what runs now
         * @param goal the release that was meant
         * @param problem why it does not go on
         */
        record PartWay(Version version, Version goal, Problem problem) implements UpdateOutcome {}

        /**
         * It was installed already.
         *
         * @param version which
         */
        record Unchanged(Version version) implements UpdateOutcome {}

        /**
         * What would happen.
         *
         * @param way the releases that would be installed one after the other; the last one is meant
         * @param steps what would be done
         * @param bytes how much is to be downloaded
         */
        record Simulated(List<Release> way, List<Sentence> steps, long bytes) implements UpdateOutcome {
            public Simulated {
                way = List.copyOf(way);
            }

            /** A release that is installed at once. */
            public Simulated(Release release, List<Sentence> steps, long bytes) {
                this(List.of(release), steps, bytes);
            }

            /** The release that is meant. */
            public Release release() {
                return way.get(way.size() - 1);
            }
        }

        /**
         * The release failed; the previous one runs again.
         *
         * @param failed the release that failed
         * @param version what runs now
         * @param problem why
         */
        record RolledBack(Version failed, Version version, Problem problem) implements UpdateOutcome {}

        /**
         * Nothing was changed.
         *
         * @param problem why
         */
        record Refused(Problem problem) implements UpdateOutcome {}
    }

    /**
     * What this computer runs and is doing.
     *
     * @param installed the release it runs; empty before the first
     * @param assigned the release it should run; empty if nobody said
     * @param components versions by component
     * @param source the source in force, for people
     * @param phase what is being done, such as {@code idle} or {@code download}
     * @param lastCheck when it last checked successfully
     * @param lastProblem the last error, until a check succeeds
     * @param warnings things an administrator should see
     * @param freshness whether the vendor still vouches for what it signed; empty before it was met
     * @param health what is wrong with each component, or that nothing is
     */
    record Status(
            Optional<Version> installed,
            Optional<Version> assigned,
            SortedMap<String, Version> components,
            String source,
            String phase,
            Optional<Instant> lastCheck,
            Optional<Problem> lastProblem,
            List<Sentence> warnings,
            Optional<Freshness> freshness,
            SortedMap<String, Optional<Problem>> health) {
        /** Of a computer whose components nobody has looked at. */
        public Status(
                Optional<Version> installed,
                Optional<Version> assigned,
                SortedMap<String, Version> components,
                String source,
                String phase,
                Optional<Instant> lastCheck,
                Optional<Problem> lastProblem,
                List<Sentence> warnings,
                Optional<Freshness> freshness) {
            this(
                    installed,
                    assigned,
                    components,
                    source,
                    phase,
                    lastCheck,
                    lastProblem,
                    warnings,
                    freshness,
                    new TreeMap<>());
        }
    }

    /**
     * One thing that was done.
     *
     * @param at when it ended
     * @param action what, such as {@code update}
     * @param from the release before; empty if there was none
     * @param to the release that was meant
     * @param result {@code switched}, {@code rolled back}, {@code refused}
     * @param problem why it failed
     * @param downtime how long components were down
     * @param who who asked for it, as the audit log names people and causes; empty if an earlier version did not write it down
     */
    record HistoryEntry(
            Instant at,
            String action,
            Optional<Version> from,
            Optional<Version> to,
            String result,
            Optional<Problem> problem,
            Duration downtime,
            Optional<String> who) {}
}
