package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** A version of a module for the resolver: it needs all its bundles, and each of its bundles needs it. */
final class ModuleResource implements Resource {
    private final ModuleRelease module;
    private final ModuleCapability itself;
    private final List<BundleResource> bundles = new ArrayList<>();
    private final List<Requirement> requirements = new ArrayList<>();

    ModuleResource(ModuleRelease module) {
        this.module = module;
        this.itself = new ModuleCapability(
                this,
                IdentityNamespace.IDENTITY_NAMESPACE,
                Map.of(
                        IdentityNamespace.IDENTITY_NAMESPACE,
                        module.name(),
                        IdentityNamespace.CAPABILITY_TYPE_ATTRIBUTE,
                        "lockstep.module"),
                Map.of());
        for (ModuleRelease.Bundle bundle : module.bundles()) {
            BundleResource resource = new BundleResource(this, bundle);
            bundles.add(resource);
            requirements.add(ModuleRequirement.tie(this, resource.tie()));
        }
    }

    ModuleRelease module() {
        return module;
    }

    Capability itself() {
        return itself;
    }

    List<BundleResource> bundles() {
        return bundles;
    }

    @Override
    public List<Capability> getCapabilities(String namespace) {
        return namespace == null || namespace.equals(itself.getNamespace()) ? List.of(itself) : List.of();
    }

    @Override
    public List<Requirement> getRequirements(String namespace) {
        return namespace == null || namespace.equals(ModuleRequirement.TIE) ? requirements : List.of();
    }

    @Override
    public String toString() {
        return module.name() + " " + module.version();
    }
}
