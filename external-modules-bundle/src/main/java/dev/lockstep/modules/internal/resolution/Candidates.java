package dev.lockstep.modules.internal.resolution;

import dev.lockstep.module.RequirementFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/** The capabilities of the platform and of modules, found by requirement; what is best comes first. */
final class Candidates {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Map<String, List<Capability>> capabilities = new HashMap<>();
    private final Map<String, RequirementFilter> filters = new HashMap<>();

    /**
     * @param platform comes before every module
     * @param modules those that are wanted before those that are only offered, newest first
     */
    Candidates(InstalledPlatform platform, List<ModuleResource> modules) {
        platform.capabilities().forEach(this::add);
        for (ModuleResource module : modules) {
            module.bundles().forEach(bundle -> bundle.getCapabilities(null).forEach(this::add));
        }
    }

    private void add(Capability capability) {
        String namespace = capability.getNamespace();
        capabilities
                .computeIfAbsent(key(namespace, name(capability)), key -> new ArrayList<>())
                .add(capability);
    }

    List<Capability> providersOf(Requirement requirement) {
        List<Capability> found = new ArrayList<>();
        Optional<RequirementFilter> filter = filter(requirement);
        for (Capability capability : named(requirement)) {
            if (filter.map(one -> one.matches(capability.getAttributes()) && mandatoryMet(capability, one))
                    .orElse(true)) {
                found.add(capability);
            }
        }
        found.sort(Comparator.comparing(capability -> capability.getResource() instanceof BundleResource));
        return found;
    }

    /** Those with the right name, whatever their versions are. */
    List<Capability> named(Requirement requirement) {
        String namespace = requirement.getNamespace().equals(ModuleRequirement.HOST)
                ? HostNamespace.HOST_NAMESPACE
                : requirement.getNamespace();
        Optional<String> name = filter(requirement).flatMap(filter -> filter.required(namespace));
        List<Capability> all = new ArrayList<>();
        if (name.isPresent()) {
            all.addAll(capabilities.getOrDefault(key(namespace, name.get()), List.of()));
            // Those with several names, or none.
            all.addAll(capabilities.getOrDefault(key(namespace, ""), List.of()));
            return all;
        }
        capabilities.forEach((key, some) -> {
            if (key.startsWith(namespace + "|")) {
                all.addAll(some);
            }
        });
        return all;
    }

    /** The platform's own requirements come here, too, and were read by the framework. */
    private Optional<RequirementFilter> filter(Requirement requirement) {
        return Optional.ofNullable(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE))
                .map(text -> filters.computeIfAbsent(text, RequirementFilter::parse));
    }

    /** A mandatory attribute has to be asked for (OSGi Core 8, section 3.7.7). */
    private static boolean mandatoryMet(Capability capability, RequirementFilter filter) {
        String mandatory = capability.getDirectives().get(Constants.MANDATORY_DIRECTIVE);
        return mandatory == null
                || COMMA.splitAsStream(mandatory.strip()).allMatch(name -> name.isEmpty() || filter.mentions(name));
    }

    private static String name(Capability capability) {
        Object name = capability.getAttributes().get(capability.getNamespace());
        return name instanceof String text ? text : "";
    }

    private static String key(String namespace, String name) {
        return namespace + "|" + name;
    }
}
