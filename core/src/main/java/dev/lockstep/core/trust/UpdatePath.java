package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The way to a release: which others have to be installed before it, and in which order. A release names its floors, and each of
 * them has floors of its own; a computer that was away for long needs them all.
 *
 * <p>Whoever installs, mirrors, keeps, imports or exports a release asks here, so that what one of them needs is what the others
 * have.
 *
 * @param steps the releases in the order of their installation; the last one is the goal
 * @param missing floors on the way that nobody offers
 */
public record UpdatePath(List<Release> steps, SortedSet<Version> missing) {
    public UpdatePath {
        steps = List.copyOf(steps);
        missing = new TreeSet<>(missing);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a way has a goal");
        }
    }

    /**
     * The way of one computer.
     *
     * @param installed what it runs; a computer that has nothing needs no floors
     * @param described the description of a release; empty if nobody offers it
     */
    public static UpdatePath from(
            Optional<Version> installed, Release goal, Function<Version, Optional<Release>> described) {
        return installed
                .map(now -> new Search(floor -> floor.compareTo(now) > 0, described).to(goal))
                .orElseGet(() -> new UpdatePath(List.of(goal), new TreeSet<>()));
    }

    /** The way from the oldest release that there can be: what a computer that distributes holds for whoever comes back. */
    public static UpdatePath whole(Release goal, Function<Version, Optional<Release>> described) {
        return new Search(floor -> true, described).to(goal);
    }

    /** The release that is installed next. */
    public Release next() {
        return steps.get(0);
    }

    /** Where it ends. */
    public Release goal() {
        return steps.get(steps.size() - 1);
    }

    /**
     * Why the way cannot be gone; empty if it can.
     *
     * @param address who offers no such release, for people
     */
    public Optional<Problem> gap(String address) {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.FLOOR_MISSING,
                        Map.of(
                                "release", goal().version().toString(),
                                "floor", missing.first().toString(),
                                "address", address)));
    }

    /** A search for floors of floors. Each is below the release that names it, so the search ends. */
    private record Search(
            java.util.function.Predicate<Version> needed, Function<Version, Optional<Release>> described) {
        UpdatePath to(Release goal) {
            SortedMap<Version, Release> steps = new TreeMap<>();
            SortedSet<Version> missing = new TreeSet<>();
            Deque<Release> open = new ArrayDeque<>(List.of(goal));
            while (!open.isEmpty()) {
                Release release = open.pop();
                if (steps.put(release.version(), release) != null) {
                    continue;
                }
                for (Version floor : release.floors()) {
                    if (floor.compareTo(release.version()) < 0 && needed.test(floor) && !steps.containsKey(floor)) {
                        Optional<Release> found = described.apply(floor);
                        found.ifPresent(open::push);
                        if (found.isEmpty()) {
                            missing.add(floor);
                        }
                    }
                }
            }
            return new UpdatePath(List.copyOf(steps.values()), missing);
        }
    }
}
