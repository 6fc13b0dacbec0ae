package dev.lockstep.client.internal.journal;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The highest versions that this computer has reached, so that its server cannot take it back: {@code trust/reached.json}. A
 * damaged file is an error; it does not count as empty. Safe for use by several threads.
 */
public final class ReachedVersions {
    private static final int MAXIMUM_BYTES = 1 << 20;

    private final StateFile<Stored> file;

    public ReachedVersions(Path file) {
        this.file = StateFile.of(file, Stored.class, MAXIMUM_BYTES)
                .twice()
                .notWithout("state.loss.reached")
                .checked(Stored::state);
    }

    /** The file, for messages. */
    public Path file() {
        return file.path();
    }

    /** What was reached; nothing before anything was. */
    public synchronized State read() {
        return file.read().map(Stored::state).orElse(State.NOTHING);
    }

    /** Changes what was reached, if it differs. */
    public synchronized State change(UnaryOperator<State> change) throws IOException {
        State before = read();
        State after = change.apply(before);
        if (!after.equals(before)) {
            file.write(Stored.of(after));
        }
        return after;
    }

    /** The release and its counter stand side by side in the file. */
    private record Stored(
            Optional<Version> release,
            Optional<Long> counter,
            SortedMap<String, Version> modules,
            SortedSet<Long> spent) {
        private Stored {
            if (release.isPresent() != counter.isPresent()) {
                throw new IllegalArgumentException("a release and its counter are there or not, both of them");
            }
        }

        static Stored of(State state) {
            return new Stored(
                    state.release().map(Release::version),
                    state.release().map(Release::counter),
                    state.modules(),
                    state.spent());
        }

        State state() {
            return new State(release.map(version -> new Release(version, counter.orElseThrow())), modules, spent);
        }
    }

    /**
     * A release with the counter that the vendor signed for it.
     *
     * @param version of the release
     * @param counter its release counter
     */
    public record Release(Version version, long counter) {}

    /**
     * What was reached.
     *
     * @param release the release that ran when the source was asked last
     * @param modules the highest version of each module that was active, also of those that have gone since
     * @param spent the serials of approvals to go back that were used here
     */
    public record State(Optional<Release> release, SortedMap<String, Version> modules, SortedSet<Long> spent) {
        static final State NOTHING = new State(Optional.empty(), new TreeMap<>(), new TreeSet<>());

        public State {
            modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
            spent = Collections.unmodifiableSortedSet(new TreeSet<>(spent));
        }

        /** With what runs now. */
        public State running(Release now) {
            return new State(Optional.of(now), modules, spent);
        }

        /** With versions of modules, whatever was reached before. */
        public State with(Map<String, Version> reached) {
            SortedMap<String, Version> all = new TreeMap<>(modules);
            all.putAll(reached);
            return new State(release, all, spent);
        }

        /** With an approval that has been used here. */
        public State spent(long serial) {
            SortedSet<Long> all = new TreeSet<>(spent);
            all.add(serial);
            return new State(release, modules, all);
        }
    }
}
