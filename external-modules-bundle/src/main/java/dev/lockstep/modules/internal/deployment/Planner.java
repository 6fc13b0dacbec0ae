package dev.lockstep.modules.internal.deployment;

import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Kept;
import dev.lockstep.modules.internal.deployment.ChangePlan.Removal;
import dev.lockstep.modules.internal.deployment.ChangePlan.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

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
                .filter(Deployment::isOfModules)
                .collect(Collectors.toCollection(ArrayList::new));
        List<BundleSpec> missing = new ArrayList<>(new LinkedHashSet<>(wanted));
        List<Kept> kept = pairs(
                there,
                missing,
                (bundle, spec) -> known(bundle, known)
                        .filter(was -> was.spec().hasBytesOf(spec))
                        .isPresent(),
                Kept::new);
        List<Update> updates = pairs(
                there,
                missing,
                (bundle, spec) -> spec.symbolicName().equals(bundle.getSymbolicName()),
                (bundle, spec) -> new Update(bundle, known(bundle, known), spec));
        List<Removal> removals = there.stream()
                .map(bundle -> new Removal(bundle, known(bundle, known)))
                .toList();
        List<Install> installs = installs(missing);

        Rewiring rewiring = Rewiring.of(context, installs, updates, removals);
        return new ChangePlan(
                installs,
                updates,
                removals,
                kept,
                rewiring.roots(),
                rewiring.restarted(),
                rewiring.restarted().stream().filter(ofNode).toList());
    }

    /** Takes what belongs together out of both lists. */
    private static <T> List<T> pairs(
            List<Bundle> there,
            List<BundleSpec> missing,
            BiPredicate<Bundle, BundleSpec> belongTogether,
            BiFunction<Bundle, BundleSpec, T> pair) {
        List<T> pairs = new ArrayList<>();
        for (Iterator<BundleSpec> specs = missing.iterator(); specs.hasNext(); ) {
            BundleSpec spec = specs.next();
            Optional<Bundle> found = there.stream()
                    .filter(bundle -> belongTogether.test(bundle, spec))
                    .findFirst();
            if (found.isPresent()) {
                pairs.add(pair.apply(found.get(), spec));
                there.remove(found.get());
                specs.remove();
            }
        }
        return pairs;
    }

    private static Optional<DeployedBundle> known(Bundle bundle, Collection<DeployedBundle> known) {
        return known.stream().filter(deployed -> deployed.describes(bundle)).findFirst();
    }

    private List<Install> installs(List<BundleSpec> specs) {
        Set<String> taken =
                Stream.of(context.getBundles()).map(Bundle::getLocation).collect(Collectors.toSet());
        return specs.stream()
                .map(spec -> new Install(freeLocation(spec, taken), spec))
                .toList();
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
