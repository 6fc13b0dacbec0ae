package dev.lockstep.modules.internal.resolution;

import dev.lockstep.module.NativeSystems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;

/**
 * What the framework itself offers to modules: the capabilities of every resolved bundle that no module brought.
 *
 * @param wirings all resolved bundles with their wires
 * @param capabilities what those provide that no module brought
 * @param packagesOfNode the packages that the node's own bundles use, directly or not, from bundles other than the framework
 */
public record InstalledPlatform(
        Map<Resource, Wiring> wirings, List<Capability> capabilities, Set<String> packagesOfNode) {
    public InstalledPlatform {
        wirings = Map.copyOf(wirings);
        capabilities = List.copyOf(capabilities);
        packagesOfNode = Set.copyOf(packagesOfNode);
    }

    /** What the framework says of the system under it: its names, its processor's, its version. */
    Map<String, Object> system() {
        return capabilities.stream()
                .filter(capability -> capability.getNamespace().equals(NativeSystems.NAMESPACE))
                .map(Capability::getAttributes)
                .findFirst()
                .orElse(Map.of());
    }

    /** The same for people: the first of its names and of its processor's. */
    String systemName() {
        return first("osgi.native.osname") + " (" + first("osgi.native.processor") + ")";
    }

    private String first(String attribute) {
        Object names = system().get(attribute);
        return names instanceof List<?> several && !several.isEmpty()
                ? String.valueOf(several.get(0))
                : String.valueOf(names);
    }

    /** The platform's bundles of which there can be no other version, by symbolic name. */
    Map<String, String> singletons() {
        return Singletons.of(capabilities);
    }

    /**
     * Looks at a framework.
     *
     * @param ofModules which bundles were brought by modules
     * @param ofNode which bundles are the node's own
     */
    public static InstalledPlatform of(BundleContext context, Predicate<Bundle> ofModules, Predicate<Bundle> ofNode) {
        Map<Resource, Wiring> wirings = new HashMap<>();
        List<Capability> capabilities = new ArrayList<>();
        Deque<BundleWiring> nodes = new ArrayDeque<>();
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring == null) {
                continue;
            }
            wirings.put(wiring.getRevision(), wiring);
            if (ofModules.test(bundle)) {
                continue;
            }
            capabilities.addAll(wiring.getResourceCapabilities(null));
            if (ofNode.test(bundle)) {
                nodes.add(wiring);
            }
        }
        return new InstalledPlatform(wirings, capabilities, packagesUsedBy(nodes));
    }

    private static Set<String> packagesUsedBy(Deque<BundleWiring> wirings) {
        Set<String> packages = new HashSet<>();
        Set<BundleRevision> seen = new HashSet<>();
        while (!wirings.isEmpty()) {
            BundleWiring wiring = wirings.pop();
            if (!wiring.isInUse() || !seen.add(wiring.getRevision())) {
                continue;
            }
            for (BundleWire wire : wiring.getRequiredWires(null)) {
                if (wire.getProvider().getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                    continue;
                }
                Object name = wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
                if (name != null) {
                    packages.add(name.toString());
                }
                wirings.push(wire.getProviderWiring());
            }
        }
        return packages;
    }
}
