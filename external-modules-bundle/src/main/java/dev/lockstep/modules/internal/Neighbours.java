package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The services of other bundles that are asked only now and then. They are looked up when they are needed: the update agent
 * itself needs the external modules, and as references the two would be a circle.
 */
final class Neighbours {
    private final BundleContext context;

    Neighbours(BundleContext context) {
        this.context = context;
    }

    Optional<Distribution> distribution() {
        return find(Distribution.class);
    }

    Optional<Assignments> assignments() {
        return find(Assignments.class);
    }

    Optional<UpdateAgent> agent() {
        return find(UpdateAgent.class);
    }

    private <T> Optional<T> find(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return reference == null ? Optional.empty() : Optional.ofNullable(context.getService(reference));
    }
}
