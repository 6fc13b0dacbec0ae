package dev.lockstep.modules.internal.deployment;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * What a transaction will do to the framework.
 *
 * @param installs bundles that are not there
 * @param updates bundles that get other bytes in place
 * @param removals bundles that are there and not wanted
 * @param kept bundles that are there with the wanted bytes
 * @param refreshRoots bundles whose wires are made anew
 * @param refreshed bundles that stay and are stopped and started because they hang on those, in the order of their ids
 * @param disturbed those of them that belong to the node itself
 */
public record ChangePlan(
        List<Install> installs,
        List<Update> updates,
        List<Removal> removals,
        List<Kept> kept,
        List<Bundle> refreshRoots,
        List<Bundle> refreshed,
        List<Bundle> disturbed) {
    public ChangePlan {
        installs = List.copyOf(installs);
        updates = List.copyOf(updates);
        removals = List.copyOf(removals);
        kept = List.copyOf(kept);
        refreshRoots = List.copyOf(refreshRoots);
        refreshed = List.copyOf(refreshed);
        disturbed = List.copyOf(disturbed);
    }

    /** A bundle that is not there. */
    public record Install(String location, BundleSpec spec) {}

    /** A bundle that gets other bytes; {@code former} is empty if nobody knows which bytes it has now. */
    public record Update(Bundle bundle, Optional<DeployedBundle> former, BundleSpec spec) {}

    /** A bundle that goes; {@code former} is empty if nobody knows which bytes it has. */
    public record Removal(Bundle bundle, Optional<DeployedBundle> former) {}

    /** A bundle that stays as it is. */
    public record Kept(Bundle bundle, BundleSpec spec) {}

    /** Whether nothing is to be installed, updated or removed. */
    public boolean isEmpty() {
        return installs.isEmpty() && updates.isEmpty() && removals.isEmpty();
    }

    /** Name and version of each bundle that comes, changes or goes. */
    public List<String> changed() {
        return Stream.concat(
                        removals.stream().map(removal -> name(removal.bundle())),
                        needed().stream().map(BundleSpec::toString))
                .toList();
    }

    /** The bundles whose payloads the store must hold before anything is touched. */
    public Collection<BundleSpec> needed() {
        return Stream.concat(
                        installs.stream().map(Install::spec), updates.stream().map(Update::spec))
                .toList();
    }

    /** The bundles of the framework that it changes, starts, stops or wires anew. */
    List<Bundle> touched() {
        return Stream.of(
                        updates.stream().map(Update::bundle),
                        removals.stream().map(Removal::bundle),
                        kept.stream().map(Kept::bundle),
                        refreshRoots.stream(),
                        refreshed.stream())
                .flatMap(bundles -> bundles)
                .toList();
    }

    /** What was written down of the bundles that change or go. */
    Set<DeployedBundle> formers() {
        return Stream.concat(
                        updates.stream().map(Update::former), removals.stream().map(Removal::former))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** The bundles that will not be there any more. */
    Set<Bundle> gone() {
        return removals.stream().map(Removal::bundle).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Name and version, for people. */
    public static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
