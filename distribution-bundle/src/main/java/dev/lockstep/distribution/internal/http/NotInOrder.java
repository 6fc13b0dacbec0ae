package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.problem.Problem;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Tells the node that a part of it is not in order: as a service that is there for as long, with the sentence in its property
 * {@value #PROPERTY}. {@code lockstep-readiness} collects them for the launcher, whose {@code start} and {@code status} show them.
 * Safe for use by several threads.
 */
final class NotInOrder {
    private static final String PROPERTY = "lockstep.not.in.order";

    private final BundleContext context;
    private Optional<Problem> told = Optional.empty();
    private Optional<ServiceRegistration<NotInOrder>> registration = Optional.empty();

    NotInOrder(BundleContext context) {
        this.context = context;
    }

    /** What is not in order now; empty if all is. */
    synchronized void is(Optional<Problem> now) {
        if (now.equals(told)) {
            return;
        }
        told = now;
        registration.ifPresent(ServiceRegistration::unregister);
        registration = now.map(problem -> context.registerService(
                NotInOrder.class, this, FrameworkUtil.asDictionary(Map.of(PROPERTY, problem.toString()))));
    }
}
