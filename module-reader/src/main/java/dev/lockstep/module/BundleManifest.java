package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.framework.util.manifestparser.ManifestParser;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;

/**
 * What a bundle's manifest says of it, in the terms of the OSGi resource model (OSGi Core 8, chapters 3 and 8), as the framework
 * understands it.
 *
 * <p>DynamicImport-Package is left out on purpose: it never keeps a bundle from resolving. Bundle-NativeCode is a requirement as the
 * framework makes one of it: {@link NativeSystems} reads it.
 *
 * @param symbolicName its identity
 * @param version as OSGi writes it, with three numbers
 * @param capabilities what it provides
 * @param requirements what it needs
 */
record BundleManifest(String symbolicName, String version, List<Clause> capabilities, List<Clause> requirements) {
    static final String PACKAGE = "osgi.wiring.package";
    static final String HOST = "osgi.wiring.host";

    /** How Felix marks a requirement that comes of DynamicImport-Package. */
    private static final String DYNAMIC = "dynamic";

    public BundleManifest {
        capabilities = List.copyOf(capabilities);
        requirements = List.copyOf(requirements);
    }

    /**
     * Reads the headers of a bundle.
     *
     * @throws IllegalArgumentException if it is no bundle, or one that no framework installs
     */
    static BundleManifest read(Map<String, String> headers) {
        if (!"2".equals(text(headers, "Bundle-ManifestVersion"))) {
            throw new UnusableValueException(
                    Sentence.of("module.no-bundle", Map.of("header", "Bundle-ManifestVersion")));
        }
        if (text(headers, "Bundle-SymbolicName").isEmpty()) {
            throw new UnusableValueException(Sentence.of("module.no-bundle", Map.of("header", "Bundle-SymbolicName")));
        }
        ManifestParser parser = FrameworkManifest.parse(headers);
        return new BundleManifest(
                parser.getSymbolicName(),
                parser.getBundleVersion().toString(),
                parser.getCapabilities().stream().map(BundleManifest::clause).toList(),
                parser.getRequirements().stream()
                        .filter(requirement -> !isDynamic(requirement))
                        .map(BundleManifest::clause)
                        .toList());
    }

    /**
     * What clauses mean that stand outside of any bundle.
     *
     * @param requirements each as in Require-Capability
     * @param capabilities each as in Provide-Capability
     * @throws IllegalArgumentException if one of them is wrong
     */
    static BundleManifest clauses(List<String> requirements, List<String> capabilities) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", "clauses");
        headers.put("Require-Capability", String.join(",", requirements));
        headers.put("Provide-Capability", String.join(",", capabilities));
        headers.values().removeIf(String::isEmpty);
        BundleManifest read = read(headers);
        int own = read(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "clauses"))
                .capabilities()
                .size();
        return new BundleManifest(
                read.symbolicName(),
                read.version(),
                read.capabilities().subList(own, read.capabilities().size()),
                read.requirements());
    }

    private static String text(Map<String, String> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip).orElse("");
    }

    private static boolean isDynamic(BundleRequirement requirement) {
        return requirement.getNamespace().equals(PACKAGE)
                && DYNAMIC.equals(requirement.getDirectives().get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    private static Clause clause(BundleCapability capability) {
        return new Clause(capability.getNamespace(), texts(capability.getAttributes()), capability.getDirectives());
    }

    private static Clause clause(BundleRequirement requirement) {
        return new Clause(requirement.getNamespace(), texts(requirement.getAttributes()), requirement.getDirectives());
    }

    /** Attributes as a description has them: the type stands in the name, as in a manifest. */
    private static Map<String, String> texts(Map<String, Object> attributes) {
        Map<String, String> texts = new TreeMap<>();
        attributes.forEach((name, value) -> {
            if (value instanceof List<?> elements) {
                texts.put(
                        name + ":List<" + (elements.isEmpty() ? "String" : type(elements.get(0))) + ">",
                        elements.stream().map(BundleManifest::element).collect(Collectors.joining(",")));
            } else {
                String type = type(value);
                texts.put(type.equals("String") ? name : name + ":" + type, value.toString());
            }
        });
        return texts;
    }

    private static String type(Object value) {
        return value instanceof Version || value instanceof Long || value instanceof Double
                ? value.getClass().getSimpleName()
                : "String";
    }

    private static String element(Object value) {
        return Objects.toString(value).replaceAll("[\\\\,\"]", "\\\\$0");
    }
}
