package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.namespace.PackageNamespace;

/**
 * A clause of a signed description as the resolver gets it (OSGi Core 8, section 3.3.3): {@code name:Type} has become an object,
 * and the filter has been read.
 *
 * @param namespace as it is
 * @param attributes strings, versions, numbers, and lists of these
 * @param directives as they are
 * @param filter what a requirement asks for; empty for everything in its namespace
 */
public record TypedClause(
        String namespace,
        Map<String, Object> attributes,
        Map<String, String> directives,
        Optional<RequirementFilter> filter) {
    private static final int LONGEST_NAMESPACE = 1024;

    /** With these the resolver ties a module to its bundles: nobody else speaks of them. */
    private static final String OURS = "lockstep.";

    /** The resolver takes it for granted that their names are strings and their versions are versions. */
    private static final List<String> OF_FRAMEWORK = List.of(
            PackageNamespace.PACKAGE_NAMESPACE,
            BundleNamespace.BUNDLE_NAMESPACE,
            HostNamespace.HOST_NAMESPACE,
            IdentityNamespace.IDENTITY_NAMESPACE);

    public TypedClause {
        attributes = Map.copyOf(attributes);
        directives = Map.copyOf(directives);
    }

    /**
     * A capability.
     *
     * @throws IllegalArgumentException if the framework could not hold one like it
     */
    public static TypedClause capability(Clause clause) {
        TypedClause typed = of(clause, Optional.empty());
        if (OF_FRAMEWORK.contains(clause.namespace())) {
            requireType(typed, clause.namespace(), String.class);
            for (String version : List.of("version", "bundle-version")) {
                if (typed.attributes.containsKey(version)) {
                    requireType(typed, version, Version.class);
                }
            }
        }
        return typed;
    }

    /**
     * A requirement.
     *
     * @throws IllegalArgumentException likewise
     */
    public static TypedClause requirement(Clause clause) {
        return of(clause, Optional.ofNullable(clause.directives().get("filter")).map(RequirementFilter::parse));
    }

    private static TypedClause of(Clause clause, Optional<RequirementFilter> filter) {
        boolean ours = clause.namespace().startsWith(OURS);
        if (ours || clause.namespace().isBlank() || clause.namespace().length() > LONGEST_NAMESPACE) {
            throw new UnusableValueException(Sentence.of("module.namespace"));
        }
        return new TypedClause(clause.namespace(), typed(clause), clause.directives(), filter);
    }

    private static void requireType(TypedClause clause, String attribute, Class<?> type) {
        if (!type.isInstance(clause.attributes.get(attribute))) {
            throw attribute(attribute, type.getSimpleName(), String.valueOf(clause.attributes.get(attribute)), null);
        }
    }

    private static Map<String, Object> typed(Clause clause) {
        Map<String, Object> attributes = new TreeMap<>();
        clause.attributes().forEach((key, text) -> {
            int colon = key.indexOf(':');
            String name = colon < 0 ? key : key.substring(0, colon);
            String type = colon < 0 ? "String" : key.substring(colon + 1);
            if (attributes.put(name, value(name, type, text)) != null) {
                throw attribute(name, type, text, null);
            }
        });
        return Collections.unmodifiableMap(attributes);
    }

    private static Object value(String name, String type, String text) {
        try {
            if (type.equals("List")) {
                return elements(text);
            } else if (type.startsWith("List<") && type.endsWith(">")) {
                String of = type.substring("List<".length(), type.length() - 1).strip();
                return elements(text).stream()
                        .map(element -> scalar(of, element))
                        .toList();
            }
            return scalar(type, text);
        } catch (IllegalArgumentException e) {
            throw attribute(name, type, text, e);
        }
    }

    private static UnusableValueException attribute(String name, String type, String text, Exception cause) {
        return new UnusableValueException(
                Sentence.of("module.attribute", Map.of("attribute", name, "type", type, "value", text)), cause);
    }

    private static Object scalar(String type, String text) {
        return switch (type) {
            case "String" -> text;
            case "Version" -> Version.parseVersion(text);
            case "Long" -> Long.valueOf(text.strip());
            case "Double" -> Double.valueOf(text.strip());
            default -> throw new IllegalArgumentException("no type of OSGi: " + type);
        };
    }

    /** Splits at commas that no backslash precedes. */
    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                element.append(text.charAt(++i));
            } else if (c == ',') {
                elements.add(element.toString());
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        elements.add(element.toString());
        return elements;
    }
}
