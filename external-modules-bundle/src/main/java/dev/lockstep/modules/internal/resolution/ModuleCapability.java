package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.Map;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** A capability of a module or of one of its bundles. Two of them are equal only if they are the same. */
final class ModuleCapability implements Capability {
    private final Resource resource;
    private final String namespace;
    private final Map<String, Object> attributes;
    private final Map<String, String> directives;

    ModuleCapability(Resource resource, Clause clause) {
        this(resource, clause.namespace(), TypedAttributes.of(clause), clause.directives());
    }

    ModuleCapability(
            Resource resource, String namespace, Map<String, Object> attributes, Map<String, String> directives) {
        this.resource = resource;
        this.namespace = namespace;
        this.attributes = Map.copyOf(attributes);
        this.directives = Map.copyOf(directives);
    }

    @Override
    public String getNamespace() {
        return namespace;
    }

    @Override
    public Map<String, String> getDirectives() {
        return directives;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public String toString() {
        return namespace + attributes;
    }
}
