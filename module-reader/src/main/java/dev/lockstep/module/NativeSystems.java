package dev.lockstep.module;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.capabilityset.SimpleFilter;
import org.osgi.framework.Constants;

/**
 * The systems that a module is for, by the native code of its bundles ({@code Bundle-NativeCode}): on any other the framework does
 * not resolve them. A server of another system hands such a module on; whether it fits is each computer's own question.
 */
public final class NativeSystems {
    /** Of a requirement for a system, and of what a framework says of the one under it. */
    public static final String NAMESPACE = "osgi.native";

    private static final String OPTIONAL = "optional";

    private final List<RequirementFilter> filters;

    private NativeSystems(List<RequirementFilter> filters) {
        this.filters = filters;
    }

    /** Those of a module; empty if it runs on every system. */
    public static Optional<NativeSystems> of(ModuleRelease module) {
        List<RequirementFilter> filters = module.bundles().stream()
                .flatMap(NativeSystems::demanded)
                .distinct()
                .map(RequirementFilter::parse)
                .toList();
        return filters.isEmpty() ? Optional.empty() : Optional.of(new NativeSystems(filters));
    }

    private static Stream<String> demanded(Bundle bundle) {
        return bundle.requirements().stream()
                .filter(clause -> clause.namespace().equals(NAMESPACE))
                .map(Clause::directives)
                .filter(directives -> !OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE)))
                .flatMap(directives -> Optional.ofNullable(directives.get(Constants.FILTER_DIRECTIVE)).stream());
    }

    /** Whether a system is one of them, by what its framework says of it. */
    public boolean include(Map<String, ?> system) {
        return filters.stream().allMatch(filter -> filter.matches(system));
    }

    /** For people: {@code linux (x86-64), win32 (x86-64)}. */
    @Override
    public String toString() {
        return filters.stream().map(filter -> text(filter.structure())).collect(Collectors.joining("; "));
    }

    private static String text(SimpleFilter part) {
        return switch (part.getOperation()) {
            case SimpleFilter.OR -> parts(part).distinct().collect(Collectors.joining(", "));
            case SimpleFilter.AND -> {
                List<String> all = parts(part).toList();
                String others =
                        all.stream().skip(1).map(other -> " (" + other + ")").collect(Collectors.joining());
                yield all.get(0) + others;
            }
            case SimpleFilter.NOT -> parts(part).collect(Collectors.joining(", ", "not ", ""));
            case SimpleFilter.GTE -> part.getValue() + " or newer";
            case SimpleFilter.LTE -> "up to " + part.getValue();
            default -> String.valueOf(part.getValue());
        };
    }

    private static Stream<String> parts(SimpleFilter part) {
        return ((List<?>) part.getValue())
                .stream().map(SimpleFilter.class::cast).map(NativeSystems::text);
    }
}
