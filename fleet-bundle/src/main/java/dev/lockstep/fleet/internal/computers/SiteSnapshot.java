package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.SiteVersions.Behind;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What all computers run, at one moment. Computers without a component, such as those that have never been updated, do not
 * count.
 *
 * @param at the moment
 * @param versions what runs on connected computers; one where all is as it should be
 * @param target the version that all should come to; empty before the first release
 * @param onTarget how many connected computers run it
 * @param connected how many connected computers there are
 * @param behind the computers that do not run it
 */
record SiteSnapshot(
        Instant at,
        SortedSet<Version> versions,
        Optional<Version> target,
        int onTarget,
        int connected,
        List<Behind> behind) {

    /**
     * Looks at this computer and those below it.
     *
     * @param own what this computer itself runs
     * @param below the others
     * @param silentAfter without a report, after which a computer counts as not connected
     */
    static SiteSnapshot of(Instant at, Own own, List<SeenComputer> below, Duration silentAfter) {
        SortedSet<Version> ownVersions = versions(own.components());
        Instant silent = at.minus(silentAfter);
        List<Seen> all = new ArrayList<>();
        below.forEach(computer -> add(computer.report(), computer.seen(), silent, all));
        // A computer that runs what is assigned to it or to its group is where it should be.
        List<Behind> computers = all.stream()
                .filter(computer ->
                        !isOn(computer.id(), own.apart(), computer.computer().versions()))
                .map(Seen::computer)
                .toList();
        SortedSet<Version> running = new TreeSet<>(ownVersions);
        computers.stream().filter(Behind::connected).forEach(computer -> running.addAll(computer.versions()));
        // This computer switches first; the others follow it.
        Optional<Version> target = ownVersions.isEmpty() ? own.assigned() : Optional.of(ownVersions.last());
        List<Behind> behind = computers.stream()
                .filter(computer -> !isOn(target, computer.versions()))
                .toList();
        int itself = ownVersions.isEmpty() ? 0 : 1;
        int connected = itself + count(computers);
        int late = count(behind) + (itself == 1 && !isOn(target, ownVersions) ? 1 : 0);
        return new SiteSnapshot(at, running, target, connected - late, connected, behind);
    }

    private static void add(ComputerReport report, Instant seen, Instant silent, List<Seen> computers) {
        SortedSet<Version> versions = versions(report.components());
        if (!versions.isEmpty()) {
            Behind computer = new Behind(report.name(), versions, !seen.isBefore(silent), seen, report.explained());
            computers.add(new Seen(report.id(), computer));
        }
        for (ComputerReport below : report.downstream()) {
            // A relay passes on what it last heard, however long ago that was.
            Instant heard =
                    below.lastCheck().filter(check -> check.isBefore(seen)).orElse(seen);
            add(below, heard, silent, computers);
        }
    }

    /** The versions of the application; the node has its own way and its own versions. */
    private static SortedSet<Version> versions(Map<String, Version> components) {
        SortedSet<Version> versions = new TreeSet<>();
        components.forEach((name, version) -> {
            if (!name.equals(Release.NODE)) {
                versions.add(version);
            }
        });
        return versions;
    }

    private static boolean isOn(Optional<Version> target, SortedSet<Version> versions) {
        return target.map(version -> versions.size() == 1 && versions.contains(version))
                .orElse(true);
    }

    private static boolean isOn(String id, Map<String, Version> apart, SortedSet<Version> versions) {
        return apart.containsKey(id) && isOn(Optional.of(apart.get(id)), versions);
    }

    private static int count(List<Behind> computers) {
        return (int) computers.stream().filter(Behind::connected).count();
    }

    boolean isMixed() {
        return versions.size() > 1 && connected > 1;
    }

    /** The computers that do not count because they are not connected. */
    List<Behind> away() {
        return behind.stream().filter(computer -> !computer.connected()).toList();
    }

    /**
     * What this computer itself runs.
     *
     * @param components versions by component
     * @param assigned what it tells the others to run; empty if nothing yet
     * @param apart what some are to run apart from the others, by the id of the computer
     */
    record Own(Map<String, Version> components, Optional<Version> assigned, Map<String, Version> apart) {}

    /** A computer with its id; whether it is behind is yet to be seen. */
    private record Seen(String id, Behind computer) {}
}
