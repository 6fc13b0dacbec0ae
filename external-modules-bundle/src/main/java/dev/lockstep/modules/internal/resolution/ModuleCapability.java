package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.module.TypedClause;
import java.util.Map;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** A capability of a module or of one of its bundles. */
final class ModuleCapability extends Declared implements Capability {
    ModuleCapability(Resource resource, Clause clause) {
        this(resource, clause.namespace(), TypedClause.capability(clause).attributes(), clause.directives());
    }

    ModuleCapability(
            Resource resource, String namespace, Map<String, Object> attributes, Map<String, String> directives) {
        super(resource, namespace, attributes, directives);
    }

    @Override
    public String toString() {
        return getNamespace() + getAttributes();
    }
}
