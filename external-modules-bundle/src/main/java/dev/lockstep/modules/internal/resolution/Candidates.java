package dev.lockstep.modules.internal.resolution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/** The capabilities of the platform and of modules, found by requirement; what is best comes first. */
final class Candidates {
    private static final Pattern MANDATORY = Pattern.compile("\\s*,\\s*");

    private final Map<String, List<Capability>> capabilities = new HashMap<>();
    private final Map<String, Filter> filters = new HashMap<>();

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
        String text = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
        for (Capability capability : named(requirement)) {
            if (text == null || (filter(text).matches(capability.getAttributes()) && mandatoryMet(capability, text))) {
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
        Matcher name = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^()*\\\\]*)\\)")
                .matcher(requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, ""));
        if (name.find()) {
            return capabilities.getOrDefault(key(namespace, name.group(1)), List.of());
        }
        List<Capability> all = new ArrayList<>();
        capabilities.forEach((key, some) -> {
            if (key.startsWith(namespace + "|")) {
                all.addAll(some);
            }
        });
        return all;
    }

    private Filter filter(String text) {
        return filters.computeIfAbsent(text, filter -> {
            try {
                return FrameworkUtil.createFilter(filter);
            } catch (InvalidSyntaxException e) {
                throw new IllegalArgumentException("not a filter: " + filter, e);
            }
        });
    }

    /** A mandatory attribute has to be asked for (OSGi Core 8, section 3.7.7). */
    private static boolean mandatoryMet(Capability capability, String filter) {
        String mandatory = capability.getDirectives().get(Constants.MANDATORY_DIRECTIVE);
        return mandatory == null
                || Set.of(MANDATORY.split(mandatory.strip())).stream().allMatch(name -> filter.contains("(" + name));
    }

    private static String name(Capability capability) {
        Object name = capability.getAttributes().get(capability.getNamespace());
        return name instanceof String text ? text : "";
    }

    private static String key(String namespace, String name) {
        return namespace + "|" + name;
    }
}
