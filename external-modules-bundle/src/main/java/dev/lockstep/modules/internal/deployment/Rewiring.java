package dev.lockstep.modules.internal.deployment;

import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Removal;
import dev.lockstep.modules.internal.deployment.ChangePlan.Update;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Wire;

/**
 * Whose wires have to be made anew: a bundle keeps those that it has, whatever comes or goes, until it is refreshed.
 *
 * @param roots what goes or changes, the hosts of fragments that come, change or go, and modules that could do without a
 *     package that comes now
 * @param restarted what stays, and hangs on those
 */
record Rewiring(List<Bundle> roots, List<Bundle> restarted) {
    static Rewiring of(BundleContext context, List<Install> installs, List<Update> updates, List<Removal> removals) {
        Set<Bundle> changed = Stream.concat(
                        removals.stream().map(Removal::bundle), updates.stream().map(Update::bundle))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<BundleSpec> coming = Stream.concat(
                        installs.stream().map(Install::spec), updates.stream().map(Update::spec))
                .toList();
        Set<Bundle> roots = new LinkedHashSet<>(changed);
        changed.forEach(bundle -> roots.addAll(hostsOf(bundle)));
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null && coming.stream().anyMatch(spec -> takesUp(wiring, spec))) {
                roots.add(bundle);
            }
        }
        List<Bundle> restarted = closureOf(roots, context).stream()
                .filter(bundle -> !changed.contains(bundle))
                .sorted(Comparator.comparing(Bundle::getBundleId))
                .toList();
        return new Rewiring(List.copyOf(roots), restarted);
    }

    /** The hosts that a fragment is attached to; none if it is no fragment. */
    private static List<Bundle> hostsOf(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null
                ? List.of()
                : wiring.getRequiredWires(HostNamespace.HOST_NAMESPACE).stream()
                        .map(wire -> wire.getProvider().getBundle())
                        .toList();
    }

    /** Whether a bundle that is wired already would be wired in another way if it were wired after another one came. */
    private static boolean takesUp(BundleWiring wiring, BundleSpec coming) {
        return isHostFor(wiring, coming)
                || (Deployment.isOfModules(wiring.getBundle())
                        && didWithout(wiring).anyMatch(requirement -> brings(coming, requirement)));
    }

    private static boolean isHostFor(BundleWiring wiring, BundleSpec fragment) {
        return fragment.hostFilter()
                .filter(filter -> wiring.getCapabilities(HostNamespace.HOST_NAMESPACE).stream()
                        .anyMatch(host -> matches(filter, host.getAttributes())))
                .isPresent();
    }

    private static boolean matches(String filter, java.util.Map<String, Object> attributes) {
        try {
            return FrameworkUtil.createFilter(filter).matches(attributes);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("not a filter: " + filter, e);
        }
    }

    /** The packages that a bundle imports optionally and did not get. */
    private static Stream<BundleRequirement> didWithout(BundleWiring wiring) {
        List<BundleWire> wires = wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE);
        return wiring.getRevision().getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .filter(Rewiring::isOptional)
                .filter(requirement -> wires.stream().map(Wire::getRequirement).noneMatch(requirement::equals));
    }

    /** By the name alone: a restart for a version that does not fit is seldom, and does no harm. */
    private static boolean brings(BundleSpec coming, BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        return coming.packages().stream()
                .anyMatch(name -> filter.contains("(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")"));
    }

    private static boolean isOptional(BundleRequirement requirement) {
        return Namespace.RESOLUTION_OPTIONAL.equals(
                requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    private static Collection<Bundle> closureOf(Set<Bundle> roots, BundleContext context) {
        return roots.isEmpty()
                ? Set.of()
                : context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                        .adapt(FrameworkWiring.class)
                        .getDependencyClosure(roots);
    }
}
