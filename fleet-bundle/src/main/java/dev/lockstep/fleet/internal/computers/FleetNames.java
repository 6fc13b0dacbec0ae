package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Finds the computers below this one, those below relays included, by name or id. */
public final class FleetNames {
    private final Map<String, ComputerReport> computers = new LinkedHashMap<>();
    private final Set<String> direct;

    public FleetNames(List<ComputerReport> reports) {
        direct = reports.stream().map(ComputerReport::id).collect(Collectors.toSet());
        reports.forEach(this::add);
    }

    private void add(ComputerReport report) {
        computers.putIfAbsent(report.id(), report);
        report.downstream().forEach(this::add);
    }

    public Optional<ComputerReport> report(String id) {
        return Optional.ofNullable(computers.get(id));
    }

    /** What people call a computer; its id if it is not known. */
    public String name(String id) {
        return report(id).map(ComputerReport::name).orElse(id);
    }

    /**
     * The id of a computer. A name that a computer has which reports here itself is not lost to one that a relay brought: anybody
     * could call himself by it.
     *
     * @param word its name or its id
     * @throws ProblemException with {@code COMPUTER_UNKNOWN_HERE} if none, or more than one, goes by it
     */
    public String id(String word) {
        if (computers.containsKey(word)) {
            return word;
        }
        List<String> all = computers.values().stream()
                .filter(report -> report.name().equals(word))
                .map(ComputerReport::id)
                .toList();
        List<String> here = all.stream().filter(direct::contains).toList();
        List<String> named = here.isEmpty() ? all : here;
        List<String> found = named.isEmpty() && !word.isEmpty()
                ? computers.keySet().stream().filter(id -> id.startsWith(word)).toList()
                : named;
        if (found.size() != 1) {
            throw ProblemException.of(
                    ProblemCode.COMPUTER_UNKNOWN_HERE,
                    Map.of("computer", word, "count", Integer.toString(found.size())));
        }
        return found.get(0);
    }

    /** The same for one that is in a group already: it may have been forgotten since. */
    public String memberId(String word, SortedSet<String> members) {
        return members.contains(word) ? word : id(word);
    }

    /** The release that a computer runs, by its newest component; the node has a way of its own. */
    public static Optional<Version> runs(ComputerReport report) {
        return report.components().entrySet().stream()
                .filter(component -> !component.getKey().equals(Release.NODE))
                .map(Map.Entry::getValue)
                .max(Version::compareTo);
    }

    /** Why a computer cannot run a release: a component of it is not there, or not for its platform. */
    public static Optional<Problem> cannotRun(ComputerReport report, Release release) {
        return report.components().keySet().stream()
                .filter(component -> !component.equals(Release.NODE))
                .filter(component -> release.component(component)
                        .flatMap(found -> platform(report).flatMap(found::treeFor))
                        .isEmpty())
                .findFirst()
                .map(component -> Problem.of(
                        ProblemCode.PLATFORM_UNSUPPORTED,
                        Map.of(
                                "release", release.version().toString(),
                                "component", component,
                                "platform", report.platform())));
    }

    /** The text comes from a report and is not trusted. */
    private static Optional<Platform> platform(ComputerReport report) {
        try {
            return Optional.of(new Platform(report.platform()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
