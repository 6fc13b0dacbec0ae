package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** A bundle of a module for the resolver. */
final class BundleResource implements Resource {
    private final ModuleResource module;
    private final ModuleRelease.Bundle bundle;
    private final ModuleCapability tie;
    private final List<Capability> capabilities = new ArrayList<>();
    private final List<Requirement> requirements = new ArrayList<>();

    BundleResource(ModuleResource module, ModuleRelease.Bundle bundle) {
        this.module = module;
        this.bundle = bundle;
        this.tie = new ModuleCapability(this, ModuleRequirement.TIE, Map.of(), Map.of());
        bundle.capabilities().stream()
                // Without its type: the resolver has rules of its own for fragments, see ModuleRequirement.
                .filter(clause -> !clause.namespace().equals(IdentityNamespace.IDENTITY_NAMESPACE))
                .forEach(clause -> capabilities.add(new ModuleCapability(this, clause)));
        capabilities.add(tie);
        bundle.requirements().forEach(clause -> requirements.add(ModuleRequirement.of(this, clause)));
        requirements.add(ModuleRequirement.tie(this, module.itself()));
    }

    ModuleResource module() {
        return module;
    }

    ModuleCapability tie() {
        return tie;
    }

    @Override
    public List<Capability> getCapabilities(String namespace) {
        return of(capabilities.stream(), namespace, Capability::getNamespace);
    }

    @Override
    public List<Requirement> getRequirements(String namespace) {
        return of(requirements.stream(), namespace, Requirement::getNamespace);
    }

    private static <T> List<T> of(Stream<T> all, String namespace, java.util.function.Function<T, String> namespaceOf) {
        return all.filter(one -> namespace == null || namespace.equals(namespaceOf.apply(one)))
                .toList();
    }

    @Override
    public String toString() {
        return bundle.symbolicName() + " " + bundle.version();
    }
}
