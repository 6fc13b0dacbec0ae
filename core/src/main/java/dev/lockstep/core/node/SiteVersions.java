package dev.lockstep.core.node;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether this computer and those below it run one version, and for how long they did not. A service of the fleet bundle; safe
 * for use by several threads.
 *
 * <p>While a release is switched to, some computers run the new version and others still the old one. That <em>mixed</em> state
 * cannot be avoided, since two computers never switch in the same instant; so it is shown while it lasts, measured, and bounded:
 * after a limit it is overdue. Only computers that are connected count, for a computer that is switched off does no work in
 * any version.
 */
public interface SiteVersions {
    /** How it is now. */
    State state();

    /** The mixed states that are over, the latest first. */
    List<Ended> ended();

    /** How it is. */
    sealed interface State {
        /**
         * All connected computers run the same version.
         *
         * @param away computers that run another one but are not connected
         */
        record Uniform(List<Behind> away) implements State {
            public Uniform {
                away = List.copyOf(away);
            }
        }

        /**
         * Connected computers run different versions.
         *
         * @param since when the first of them changed
         * @param target the version that all should come to
         * @param onTarget how many connected computers run it, this one included
         * @param connected how many connected computers there are, this one included
         * @param behind the computers that do not run it, those that are not connected as well
         * @param overdue whether it lasts longer than it may
         */
        record Mixed(Instant since, Version target, int onTarget, int connected, List<Behind> behind, boolean overdue)
                implements State {
            public Mixed {
                Objects.requireNonNull(since, "since");
                Objects.requireNonNull(target, "target");
                behind = List.copyOf(behind);
            }
        }
    }

    /**
     * A computer that does not run the version that it should.
     *
     * @param computer its name
     * @param versions what its components run
     * @param connected whether it was heard of lately
     * @param seen when it was last heard of
     * @param reason what it says of itself, in one sentence
     */
    record Behind(String computer, SortedSet<Version> versions, boolean connected, Instant seen, Sentence reason) {
        public Behind {
            Objects.requireNonNull(computer, "computer");
            versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
            Objects.requireNonNull(seen, "seen");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A mixed state that is over.
     *
     * @param since when the first computer changed
     * @param until when the last connected one had followed
     * @param versions all that were running in between, two at least
     * @param overdue whether it lasted longer than it may
     * @param away names of the computers that ran another version at the end but were not connected
     */
    record Ended(Instant since, Instant until, SortedSet<Version> versions, boolean overdue, List<String> away) {
        public Ended {
            if (until.isBefore(since)) {
                throw new IllegalArgumentException("a mixed state cannot end at " + until + ", before " + since);
            }
            versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
            if (versions.size() < 2) {
                throw new IllegalArgumentException("one version is no mixture: " + versions);
            }
            away = List.copyOf(away);
        }

        /** How long it lasted. */
        public Duration lasted() {
            return Duration.between(since, until);
        }
    }
}
