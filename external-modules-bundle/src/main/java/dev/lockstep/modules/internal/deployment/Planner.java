package dev.lockstep.modules.internal.deployment;

import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Kept;
import dev.lockstep.modules.internal.deployment.ChangePlan.Removal;
import dev.lockstep.modules.internal.deployment.ChangePlan.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Compares what shall be there with what is there, without touching anything. */
final class Planner {
    static final String SCHEME = "lockstep:";

    private final BundleContext context;
    private final Predicate<Bundle> ofNode;

    /**
     * @param context of any bundle
     * @param ofNode which bundles belong to the node itself
     */
    Planner(BundleContext context, Predicate<Bundle> ofNode) {
        this.context = context;
        this.ofNode = ofNode;
    }

    /**
     * Makes a plan.
     *
     * @param wanted every bundle that shall be there
     * @param known what was written down of those that are there
     */
    ChangePlan plan(Collection<BundleSpec> wanted, Collection<DeployedBundle> known) {
        List<Bundle> there = Stream.of(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(SCHEME))
                .collect(Collectors.toCollection(ArrayList::new));
        List<BundleSpec> missing = new ArrayList<>(new LinkedHashSet<>(wanted));

        List<Kept> kept = new ArrayList<>();
        for (BundleSpec spec : List.copyOf(missing)) {
            take(
                            there,
                            bundle -> known(bundle, known)
                                    .filter(was -> same(was.spec(), spec))
                                    .isPresent())
                    .ifPresent(bundle -> {
                        kept.add(new Kept(bundle, spec));
                        missing.remove(spec);
                    });
        }
        List<Update> updates = new ArrayList<>();
        for (BundleSpec spec : List.copyOf(missing)) {
            take(there, bundle -> spec.symbolicName().equals(bundle.getSymbolicName()))
                    .ifPresent(bundle -> {
                        updates.add(new Update(bundle, known(bundle, known), spec));
                        missing.remove(spec);
                    });
        }
        List<Removal> removals = there.stream()
                .map(bundle -> new Removal(bundle, known(bundle, known)))
                .toList();
        Set<String> locations =
                Stream.of(context.getBundles()).map(Bundle::getLocation).collect(Collectors.toSet());
        List<Install> installs = missing.stream()
                .map(spec -> new Install(freeLocation(spec, locations), spec))
                .toList();
        return withRefreshes(installs, updates, removals, kept);
    }

    private ChangePlan withRefreshes(
            List<Install> installs, List<Update> updates, List<Removal> removals, List<Kept> kept) {
        Set<Bundle> gone = removals.stream().map(Removal::bundle).collect(Collectors.toSet());
        Set<Bundle> roots = new LinkedHashSet<>(gone);
        updates.forEach(update -> roots.add(update.bundle()));
        for (Bundle changed : List.copyOf(roots)) {
            roots.addAll(attachedHosts(changed));
        }
        Stream.concat(installs.stream().map(Install::spec), updates.stream().map(Update::spec))
                .flatMap(spec -> spec.hostFilter().stream())
                .forEach(filter -> roots.addAll(resolvedHosts(filter)));
        Set<Bundle> closure = new HashSet<>(closureOf(roots));
        closure.removeAll(gone);
        updates.forEach(update -> closure.remove(update.bundle()));
        List<Bundle> refreshed = closure.stream()
                .sorted(Comparator.comparing(Bundle::getBundleId))
                .toList();
        return new ChangePlan(
                installs,
                updates,
                removals,
                kept,
                List.copyOf(roots),
                refreshed,
                refreshed.stream().filter(ofNode).toList());
    }

    /** A host takes up its fragments when it is resolved, so one that is resolved already has to be refreshed. */
    private List<Bundle> resolvedHosts(String hostFilter) {
        Filter filter = filter(hostFilter);
        return Stream.of(context.getBundles())
                .filter(bundle -> {
                    BundleWiring wiring = bundle.adapt(BundleWiring.class);
                    return wiring != null
                            && wiring.getCapabilities(HostNamespace.HOST_NAMESPACE).stream()
                                    .anyMatch(host -> filter.matches(host.getAttributes()));
                })
                .toList();
    }

    private static Filter filter(String text) {
        try {
            return FrameworkUtil.createFilter(text);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("not a filter: " + text, e);
        }
    }

    private static List<Bundle> attachedHosts(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        if (wiring == null || !fragment) {
            return List.of();
        }
        return wiring.getRequiredWires(HostNamespace.HOST_NAMESPACE).stream()
                .map(BundleWire::getProvider)
                .map(BundleRevision::getBundle)
                .toList();
    }

    private Collection<Bundle> closureOf(Set<Bundle> roots) {
        return roots.isEmpty() ? Set.of() : wiring().getDependencyClosure(roots);
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    private static Optional<DeployedBundle> known(Bundle bundle, Collection<DeployedBundle> known) {
        return known.stream().filter(deployed -> deployed.describes(bundle)).findFirst();
    }

    private static boolean same(BundleSpec one, BundleSpec other) {
        return one.symbolicName().equals(other.symbolicName()) && one.blob().equals(other.blob());
    }

    private static Optional<Bundle> take(List<Bundle> from, Predicate<Bundle> which) {
        Optional<Bundle> found = from.stream().filter(which).findFirst();
        found.ifPresent(from::remove);
        return found;
    }

    /** The location does not name the version, so that it survives updates, and what is bound to it does, too. */
    private static String freeLocation(BundleSpec spec, Set<String> taken) {
        String location = SCHEME + spec.symbolicName();
        for (int i = 2; !taken.add(location); i++) {
            location = SCHEME + spec.symbolicName() + "#" + i;
        }
        return location;
    }
}
