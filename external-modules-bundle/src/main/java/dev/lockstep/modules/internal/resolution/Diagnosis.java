package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.modules.internal.resolution.ModuleResolver.Resolution;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.service.resolver.ResolutionException;

/** Finds the unmet requirement at the end of the chain, and describes it. */
final class Diagnosis {
    private final Candidates candidates;

    Diagnosis(Candidates candidates) {
        this.candidates = candidates;
    }

    Resolution.Unresolvable of(List<ModuleResource> requested, ResolutionException cause) {
        for (ModuleResource module : requested) {
            Optional<Sentence> reason = reason(module, new HashSet<>());
            if (reason.isPresent()) {
                return new Resolution.Unresolvable(module.module().name(), reason.get());
            }
        }
        // Every requirement has a provider, but not all of them at once: two would bring one package to one bundle.
        String blamed = cause.getUnresolvedRequirements().stream()
                .map(requirement -> requirement.getResource() + " needs " + RequirementText.of(requirement))
                .collect(Collectors.joining("; "));
        ModuleResource first = blamedModule(requested, cause).orElse(requested.get(0));
        return new Resolution.Unresolvable(
                first.module().name(), Sentence.of("module.contradiction", Map.of("requirements", blamed)));
    }

    private static Optional<ModuleResource> blamedModule(List<ModuleResource> requested, ResolutionException cause) {
        return cause.getUnresolvedRequirements().stream()
                .map(Requirement::getResource)
                .map(resource -> resource instanceof BundleResource bundle ? bundle.module() : resource)
                .flatMap(resource -> requested.stream().filter(module -> module == resource))
                .findFirst();
    }

    private Optional<Sentence> reason(ModuleResource module, Set<ModuleResource> seen) {
        if (!seen.add(module)) {
            return Optional.empty();
        }
        for (BundleResource bundle : module.bundles()) {
            for (Requirement requirement : bundle.getRequirements(null)) {
                Optional<Sentence> reason = counts(requirement) ? reason(bundle, requirement, seen) : Optional.empty();
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        return Optional.empty();
    }

    private boolean counts(Requirement requirement) {
        return !requirement.getNamespace().equals(ModuleRequirement.TIE)
                && !ModuleResolveContext.isOptional(requirement)
                && ModuleResolveContext.isEffective(requirement, candidates);
    }

    private Optional<Sentence> reason(BundleResource bundle, Requirement requirement, Set<ModuleResource> seen) {
        List<Capability> providers = candidates.providersOf(requirement);
        if (providers.isEmpty()) {
            return Optional.of(unmet(bundle, requirement));
        }
        Optional<Sentence> deeper = Optional.empty();
        for (Capability provider : providers) {
            if (!(provider.getResource() instanceof BundleResource other) || other.module() == bundle.module()) {
                return Optional.empty();
            }
            Optional<Sentence> reason = reason(other.module(), seen);
            if (reason.isEmpty()) {
                return Optional.empty();
            }
            deeper = deeper.or(() -> reason.map(
                    inner -> Sentence.of("module.needs-module", Map.of("module", other.module(), "reason", inner))));
        }
        return deeper;
    }

    private Sentence unmet(BundleResource bundle, Requirement requirement) {
        String versions = candidates.named(requirement).stream()
                .map(Diagnosis::version)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .map(Version::toString)
                .collect(Collectors.joining(", "));
        return Sentence.of(
                versions.isEmpty() ? "module.unmet" : "module.other-versions",
                Map.of("bundle", bundle, "requirement", RequirementText.of(requirement), "versions", versions));
    }

    private static Optional<Version> version(Capability capability) {
        return capability.getAttributes().get("version") instanceof Version version
                ? Optional.of(version)
                : Optional.empty();
    }
}
