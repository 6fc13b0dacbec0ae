package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.module.TypedClause;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * A requirement of a bundle of a module; or the tie between a module and its bundles, which only one capability meets.
 *
 * <p>A fragment's host is required under a name of our own: the resolver would attach fragments only to hosts that are not
 * resolved yet, while we refresh the host.
 */
final class ModuleRequirement extends Declared implements Requirement {
    static final String HOST = "lockstep.host";
    static final String TIE = "lockstep.tie";

    private final Optional<Capability> tied;

    private ModuleRequirement(
            Resource resource,
            String namespace,
            Map<String, Object> attributes,
            Map<String, String> directives,
            Optional<Capability> tied) {
        super(resource, namespace, attributes, directives);
        this.tied = tied;
    }

    static ModuleRequirement of(Resource resource, Clause clause) {
        String namespace = clause.namespace().equals(HostNamespace.HOST_NAMESPACE) ? HOST : clause.namespace();
        return new ModuleRequirement(
                resource,
                namespace,
                TypedClause.requirement(clause).attributes(),
                clause.directives(),
                Optional.empty());
    }

    static ModuleRequirement tie(Resource resource, Capability to) {
        return new ModuleRequirement(resource, TIE, Map.of(), Map.of(), Optional.of(to));
    }

    /** The only capability that meets this requirement, if it is a tie. */
    Optional<Capability> tied() {
        return tied;
    }

    @Override
    public String toString() {
        return RequirementText.of(this);
    }
}
