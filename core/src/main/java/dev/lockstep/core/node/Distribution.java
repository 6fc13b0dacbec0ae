package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * The distribution folder of this computer: what it may hand on to others, complete and verified. A service of the
 * distribution bundle; safe for use by several threads.
 *
 * <p>What is distributable is told apart from what is installed and from what is assigned: three states, never mixed.
 */
public interface Distribution {
    /**
     * What the folder holds, by presence and length, without hashing. Cheap enough to be asked at every request: a change on
     * disk that is not this node's own is seen within a few seconds.
     */
    State state();

    /**
     * Fetches a release with all its components for all platforms into the distribution folder, and only when everything
     * is there and verified makes it visible to others. Every release that leads to it comes before it, for computers that were
     * away. What is there already is not fetched again; what was interrupted is continued.
     *
     * @param version the release; it must be listed in the vendor metadata of the source
     * @throws dev.lockstep.core.problem.ProblemException if the source, the disk or the signatures do not allow it; what
     *     was distributable before still is
     */
    void mirror(Version version, Progress progress);

    /**
     * Fetches a module into the distribution folder, in the same manner.
     *
     * @throws dev.lockstep.core.problem.ProblemException as {@link #mirror}
     */
    void mirrorModule(String name, Version version, Progress progress);

    /**
     * Remembers whom this computer takes its updates from, so that a circle is found although nothing was ever mirrored in it.
     *
     * @param chain the ids of the nodes above, the source first
     */
    default void follows(List<String> chain) {
        // What distributes nothing tells nobody.
    }

    /**
     * What the folder does not hold of a release and the releases that lead to it, as far as the vendor still offers them; asks
     * nobody.
     */
    default List<Version> lacking(Version version) {
        return state() instanceof State.Ready ready && ready.releases().contains(version)
                ? List.of()
                : List.of(version);
    }

    /**
     * How many bytes {@link #mirror} would download for a release: exact if its file trees are here already, otherwise an upper
     * limit, because files shared by several trees are counted more than once.
     *
     * @param release its description, from the vendor's metadata
     */
    long missingBytes(Release release);

    /**
     * Reads everything that is kept for distribution from the disk and hashes it. What is not as it was signed is taken out, and is
     * missing until {@link #mirror} has fetched it again.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the disk does not let it be read
     */
    @Audited
    Verification verify(Progress progress);

    /** What was found damaged on this computer's disk lately, and what became of it. */
    List<Sentence> notices();

    /**
     * What was verified.
     *
     * @param files how many were read and hashed
     * @param bytes how many bytes they have
     * @param damaged how many were not as they were signed, and were taken out
     */
    record Verification(int files, long bytes, int damaged) {}

    /** What a distribution folder can be. */
    sealed interface State {
        /** Its name on the wire and for operators. */
        String word();

        /** Why others get nothing from here now; empty while there is something for them. */
        default Optional<ProblemCode> closed() {
            return Optional.empty();
        }

        /** "Distribute updates on this computer" is off. */
        record Off() implements State {
            @Override
            public String word() {
                return "off";
            }

            @Override
            public Optional<ProblemCode> closed() {
                return Optional.of(ProblemCode.DISTRIBUTION_OFF);
            }
        }

        /** Nothing is there to distribute. */
        record Empty() implements State {
            @Override
            public String word() {
                return "empty";
            }

            @Override
            public Optional<ProblemCode> closed() {
                return Optional.of(ProblemCode.DISTRIBUTION_EMPTY);
            }
        }

        /**
         * Files are missing or altered.
         *
         * @param problem which, for people
         */
        record Damaged(Problem problem) implements State {
            @Override
            public String word() {
                return "damaged";
            }
        }

        /**
         * Ready to distribute.
         *
         * @param releases complete ones, in ascending order; never empty
         */
        record Ready(List<Version> releases) implements State {
            public Ready {
                releases = List.copyOf(releases);
            }

            @Override
            public String word() {
                return "ready";
            }
        }
    }
}
