package dev.lockstep.modules.internal.deployment;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services that bundles promise with {@code Provide-Capability: osgi.service}. */
final class PromisedServices {
    private static final Logger LOG = LoggerFactory.getLogger(PromisedServices.class);
    private static final String NAMESPACE = "osgi.service";

    /** Which promised service is not there; empty if all are. */
    Optional<String> flaw(Bundle bundle, DeclaredComponents components) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return Optional.empty();
        }
        Set<String> registered = registered(bundle);
        for (BundleCapability capability : revision.getDeclaredCapabilities(NAMESPACE)) {
            for (String service : names(capability.getAttributes().get(Constants.OBJECTCLASS))) {
                if (!registered.contains(service) && !components.waitsForSettings(service) && sees(bundle, service)) {
                    return Optional.of("it does not register its service " + service);
                }
            }
        }
        return Optional.empty();
    }

    /** H2 promises a service whose package it imports optionally; without the package nobody can expect the service. */
    private static boolean sees(Bundle bundle, String service) {
        try {
            return bundle.loadClass(service) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.debug("{} cannot see the type of its service {}", bundle, service, e);
            return false;
        }
    }

    private static Set<String> registered(Bundle bundle) {
        Set<String> names = new HashSet<>();
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        if (references != null) {
            for (ServiceReference<?> reference : references) {
                names.addAll(Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS)));
            }
        }
        return names;
    }

    private static Collection<String> names(Object objectClass) {
        if (objectClass instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return objectClass == null ? List.of() : List.of(objectClass.toString());
    }
}
