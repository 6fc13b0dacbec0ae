package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * The Declarative Services components of bundles, as the service component runtime sees them; none while there is no such
 * runtime.
 */
final class DeclaredComponents {
    private final BundleContext context;
    private final Set<String> waiting = new HashSet<>();

    DeclaredComponents(BundleContext context) {
        this.context = context;
    }

    /** Why the components of a bundle do not work; empty if they do. */
    Optional<String> flaw(Bundle bundle) {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return Optional.empty();
        }
        try {
            var known = runtime.getComponentDescriptionDTOs(bundle);
            if (known.isEmpty() && bundle.getHeaders("").get("Service-Component") != null) {
                return Optional.of("the service component runtime does not take its components, see the log");
            }
            for (ComponentDescriptionDTO component : known) {
                Optional<String> flaw =
                        runtime.isComponentEnabled(component) ? flaw(component, runtime) : Optional.empty();
                if (flaw.isPresent()) {
                    return flaw;
                }
            }
            return Optional.empty();
        } finally {
            context.ungetService(reference);
        }
    }

    private Optional<String> flaw(ComponentDescriptionDTO component, ServiceComponentRuntime runtime) {
        var configurations = runtime.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty() && component.configurationPolicy.equals("require")) {
            waiting.addAll(List.of(component.serviceInterfaces));
            return Optional.empty();
        }
        for (ComponentConfigurationDTO configuration : configurations) {
            switch (configuration.state) {
                // Settings are the administrator's business, and may come later.
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                    waiting.addAll(List.of(component.serviceInterfaces));
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                    String missing = Stream.of(configuration.unsatisfiedReferences)
                            .map(reference -> reference.name)
                            .collect(Collectors.joining(", "));
                    return Optional.of("its component " + component.name + " waits for " + missing);
                }
                case ComponentConfigurationDTO.FAILED_ACTIVATION -> {
                    return Optional.of("its component " + component.name + " failed: " + cause(configuration.failure));
                }
                default -> {
                    // Satisfied or active.
                }
            }
        }
        return Optional.empty();
    }

    /** What the components of a bundle wait for, or why they do not work, as sentences. */
    List<Sentence> remarks(Bundle bundle) {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return bundle.getHeaders("").get("Service-Component") == null
                    ? List.of()
                    : List.of(Sentence.of(
                            "module.remark-no-components", Map.of("bundle", String.valueOf(bundle.getSymbolicName()))));
        }
        try {
            List<Sentence> remarks = new ArrayList<>();
            for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
                if (runtime.isComponentEnabled(component)) {
                    remarks.addAll(remarks(component, runtime.getComponentConfigurationDTOs(component)));
                }
            }
            return remarks;
        } finally {
            context.ungetService(reference);
        }
    }

    private static List<Sentence> remarks(
            ComponentDescriptionDTO component, Collection<ComponentConfigurationDTO> configurations) {
        // Of settings that nobody made there is no configuration to look at.
        if (configurations.isEmpty() && component.configurationPolicy.equals("require")) {
            return List.of(lacksSettings(component));
        }
        List<Sentence> remarks = new ArrayList<>();
        for (ComponentConfigurationDTO configuration : configurations) {
            switch (configuration.state) {
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> remarks.add(lacksSettings(component));
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                    Stream.of(configuration.unsatisfiedReferences)
                            .map(unmet -> lacksService(component, unmet))
                            .forEach(remarks::add);
                case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    remarks.add(Sentence.of(
                            "module.remark-failed",
                            Map.of("component", component.name, "reason", cause(configuration.failure))));
                default -> {
                    // Satisfied or active.
                }
            }
        }
        return remarks;
    }

    private static Sentence lacksSettings(ComponentDescriptionDTO component) {
        String files = Stream.of(component.configurationPid)
                .map(pid -> "etc/" + pid + ".cfg")
                .collect(Collectors.joining(", "));
        return Sentence.of("module.remark-settings", Map.of("component", component.name, "files", files));
    }

    private static Sentence lacksService(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unmet) {
        String service = Stream.of(component.references)
                .filter(reference -> reference.name.equals(unmet.name))
                .map(reference -> reference.interfaceName)
                .findFirst()
                .orElse(unmet.name);
        String target = unmet.target == null ? "" : " " + unmet.target;
        return Sentence.of(
                "module.remark-reference",
                Map.of("component", component.name, "reference", unmet.name, "service", service + target));
    }

    /** Whether a service is not there only because its component waits for its settings. */
    boolean waitsForSettings(String service) {
        return waiting.contains(service);
    }

    /** The runtime gives a stack trace; what is at its root is the reason. */
    private static String cause(String failure) {
        List<String> lines = failure == null ? List.of() : failure.lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((outer, root) -> root)
                .map(line -> line.substring("Caused by: ".length()))
                .orElse(lines.isEmpty() ? "no reason given" : lines.get(0));
    }
}
