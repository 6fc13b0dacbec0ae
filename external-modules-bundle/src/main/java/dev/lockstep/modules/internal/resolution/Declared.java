package dev.lockstep.modules.internal.resolution;

import java.util.Map;
import org.osgi.resource.Resource;

/** What a capability and a requirement have in common. Two of them are equal only if they are the same. */
abstract class Declared {
    private final Resource resource;
    private final String namespace;
    private final Map<String, Object> attributes;
    private final Map<String, String> directives;

    Declared(Resource resource, String namespace, Map<String, Object> attributes, Map<String, String> directives) {
        this.resource = resource;
        this.namespace = namespace;
        this.attributes = Map.copyOf(attributes);
        this.directives = Map.copyOf(directives);
    }

    public final String getNamespace() {
        return namespace;
    }

    public final Map<String, String> getDirectives() {
        return directives;
    }

    public final Map<String, Object> getAttributes() {
        return attributes;
    }

    public final Resource getResource() {
        return resource;
    }
}
