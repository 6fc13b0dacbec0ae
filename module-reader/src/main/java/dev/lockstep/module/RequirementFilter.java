package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.framework.capabilityset.SimpleFilter;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * The filter of a requirement, which both of the framework's parsers understand: the one for services, which tests it, and the
 * resolver's own.
 */
public final class RequirementFilter {
    /** No real filter is a tenth of it; both parsers and whatever shows a filter work with recursion. */
    private static final int LONGEST = 16 * 1024;

    private static final int DEEPEST = 100;

    private final Filter filter;
    private final SimpleFilter structure;

    private RequirementFilter(Filter filter, SimpleFilter structure) {
        this.filter = filter;
        this.structure = structure;
    }

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static RequirementFilter parse(String text) {
        if (text.length() > LONGEST || depth(text) > DEEPEST) {
            throw new UnusableValueException(Sentence.of("module.filter-too-large"));
        }
        try {
            return new RequirementFilter(FrameworkUtil.createFilter(text), SimpleFilter.parse(text));
        } catch (InvalidSyntaxException | RuntimeException e) {
            throw new UnusableValueException(
                    Sentence.of("module.filter", Map.of("filter", text, "reason", String.valueOf(e.getMessage()))), e);
        }
    }

    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    /** How it is put together. */
    SimpleFilter structure() {
        return structure;
    }

    /** Whether attributes meet it. */
    public boolean matches(Map<String, ?> attributes) {
        return filter.matches(attributes);
    }

    /** The one value that an attribute must have; empty if it may have several, or none. */
    public Optional<String> required(String attribute) {
        return required(structure, attribute);
    }

    private static Optional<String> required(SimpleFilter part, String attribute) {
        if (part.getOperation() == SimpleFilter.EQ && attribute.equals(part.getName())) {
            return Optional.of(String.valueOf(part.getValue()));
        }
        if (part.getOperation() != SimpleFilter.AND) {
            return Optional.empty();
        }
        return ((List<?>) part.getValue())
                .stream()
                        .map(SimpleFilter.class::cast)
                        .flatMap(one -> required(one, attribute).stream())
                        .findFirst();
    }

    /** Whether it asks for an attribute at all. */
    public boolean mentions(String attribute) {
        return mentions(structure, attribute);
    }

    private static boolean mentions(SimpleFilter part, String attribute) {
        return (part.getValue() instanceof List<?> parts && part.getName() == null)
                ? parts.stream().anyMatch(one -> one instanceof SimpleFilter inner && mentions(inner, attribute))
                : attribute.equals(part.getName());
    }
}
